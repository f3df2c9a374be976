"""Secrets on command lines: programs that store, send or take one."""

import pytest

from tests.support.marked import expected, unmarked
from tools.text.redaction.redact import redact

GIVEN = (
    'requirepass "«kRt7LmQz9»"',
    "composer config -g http-basic.repo.acme.example deploy «walnutharbour»",
    "composer config gitlab-token.gitlab.acme.example «kRt7LmQz9XwB4nLw3dGh»",
    "virsh secret-set-value 7c1e --base64 «d2FsbnV0NDQ3MQ==»",
    "net use X: \\\\nas\\media /user:ACME\\deploy «Walnut:Harbour-4»",
    "npm config set //reg.internal/:_authToken «kRt7LmQz9XwB4nLw3dGh»",
    "aws configure set aws_secret_access_key «kRt7LmQz9XwB4nLw3dGh» --profile prod",
    'dotnet user-secrets set "Db:Password" "«kRt7LmQz9»"',
    "setx DB_PASSWORD «kRt7LmQz9» /M",
    "poetry config pypi-token.internal «kRt7LmQz9XwB4nLw3dGh»",
    "consul kv put pay/db/password «kRt7LmQz9»",
    "redis-cli SET cfg:smtp:password «kRt7LmQz9»",
    "aws ssm put-parameter --name /prod/db --value «kRt7LmQz9»",
    "aws secretsmanager create-secret --name db --secret-string «kRt7LmQz9»",
    "gh secret set DEPLOY --body «kRt7LmQz9»",
    "fly secrets set STRIPE=«kRt7LmQz9XwB4nLw3dGh»",
    "kubectl create secret generic api --from-literal=key=«kRt7LmQz9XwB» -n pay",
    "curl -b 'SID=«kRt7LmQz9XwB4n»' https://a.internal/",
    "lftp -u deploy,«kRt7LmQz9» ftp.internal",
    "ngrok config add-authtoken «kRt7LmQz9XwB4n»",
    "tailscale up --authkey «kRt7LmQz9XwB4n»",
    "expdp system/«kRt7LmQz9»@orcl full=y",
    "passwd --stdin ops <<< '«kRt7LmQz9»'",
    'CURL_OPTS="--user ops:«kRt7LmQz9»"',
    "ACL SETUSER app on >«kRt7LmQz9» ~* +@all",
    "user app on >«kRt7LmQz9» ~* +@all",
    "impacket-psexec acme/ops:'«8rcLQ+y#bpA*bX»'@10.0.0.3",
    "stats auth admin:«kRt7LmQz9»",
    "creds for grafana: admin:«kRt7LmQz9»",
    "I logged in with ops@acme / «kRt7LmQz9» and got 403",
    "crypto isakmp key «kRt7LmQz9» address 10.0.0.1",
    "key-string 7 «3A06702E604DA3FA94»",
)
KEPT = (
    "reg.internal/pay:2.14.0-Build7@sha256:9f2c71de0a45",
    "pay:v2.14Rc3@eu-west-1",
    "login with SSO as usual: https://sso.internal/Login2Fa",
    "ssh ops@10.0.0.4:22",
    "npm config set registry https://reg.internal/npm",
    "git config --global user.name Ada7",
    "consul kv put pay/db/host db-7.internal",
    "kubectl get secret db --from-literal",
    "curl -b cookies.txt https://a.internal/",
    "user bob #12345 > /tmp/out2",
    "login page took 3 s: /auth/Http2Session",
    "log in to host db-1 at 10:32:05Z",
    "cat <<< hello",
)


@pytest.mark.parametrize("line", GIVEN)
def test_a_command_keeps_all_but_its_secret(line: str) -> None:
    assert expected(line).fullmatch(redact(unmarked(line)))


@pytest.mark.parametrize("line", KEPT)
def test_a_command_without_a_secret_stays(line: str) -> None:
    assert redact(line) == line
