{{- define "responder.name" -}}
{{- printf "%s" .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "responder.labels" -}}
app.kubernetes.io/name: incident-responder
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "responder.selector" -}}
app.kubernetes.io/name: incident-responder
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "responder.image" -}}
{{- $of := .Values.image -}}
{{- if $of.digest -}}{{ $of.repository }}@{{ $of.digest }}{{- else -}}{{ $of.repository }}:{{ $of.tag | default .Chart.AppVersion }}{{- end -}}
{{- end -}}

{{/* What would lose or double tickets does not install. */}}
{{- define "responder.check" -}}
{{- if not .Values.image.repository }}{{ fail "image.repository is empty: name the image you have built and pushed" }}{{ end -}}
{{- if not .Values.existingSecret }}{{ fail "existingSecret is empty: make a Secret with JWT_SECRET_KEY, AUDIT_KEY and ADMIN_PASSWORD, and name it" }}{{ end -}}
{{- if not .Values.bucket.name -}}
{{- if gt (int .Values.replicas) 1 }}{{ fail "replicas is more than 1 without bucket.name: each replica would have an embedded store of its own, and open its own ticket for one problem" }}{{ end -}}
{{- if .Values.autoscaling.enabled }}{{ fail "autoscaling.enabled without bucket.name: the embedded store is one replica" }}{{ end -}}
{{- if .Values.queue.url }}{{ fail "queue.url without bucket.name: consumers share no embedded store with the server" }}{{ end -}}
{{- end -}}
{{- end -}}

{{- define "responder.env" -}}
- {name: DATA_DIR, value: /data}
{{- if .Values.bucket.name }}
- {name: S3_BUCKET, value: {{ .Values.bucket.name | quote }}}
- {name: S3_PREFIX, value: {{ .Values.bucket.prefix | quote }}}
{{- with .Values.bucket.endpoint }}
- {name: AWS_ENDPOINT_URL, value: {{ . | quote }}}
{{- end }}
{{- end }}
{{- with .Values.queue.url }}
- {name: QUEUE_URL, value: {{ . | quote }}}
{{- end }}
{{- range $name, $value := .Values.settings }}
- {name: {{ $name }}, value: {{ $value | quote }}}
{{- end }}
{{- end -}}

{{- define "responder.pod" -}}
serviceAccountName: {{ include "responder.name" . }}
automountServiceAccountToken: false
terminationGracePeriodSeconds: 30
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity: {{ toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "responder.container" -}}
image: {{ include "responder.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
env: {{ include "responder.env" . | nindent 2 }}
envFrom:
  - secretRef: {name: {{ .Values.existingSecret | quote }}}
resources: {{ toYaml .Values.resources | nindent 2 }}
volumeMounts:
  - {name: data, mountPath: /data}
  - {name: tmp, mountPath: /tmp}
{{- end -}}
