"""Two problems that share almost every word. None of these may become one ticket without somebody being asked."""

import pytest

from tests.unit.rules.matching_cases import joined

# (what differs, one report, the other)
DIFFERENT = [
    # error, exit and status codes
    ("exit code", "Process worker exited with code 137", "Process worker exited with code 1"),
    ("exit code", "container exited with status 139 (core dumped)", "container exited with status 1 (core dumped)"),
    ("exit code", "Main process exited, code=exited, status=1/FAILURE", "Main process exited, code=exited, status=203/EXEC"),
    ("exit code", "npm ERR! code ELIFECYCLE errno 1", "npm ERR! code ELIFECYCLE errno 243"),
    ("signal", "worker process 1234 exited on signal 9", "worker process 1234 exited on signal 11"),
    ("signal", "Service killed by signal SIGKILL", "Service killed by signal SIGSEGV"),
    ("signal", "systemd[1]: web.service: Main process exited, code=killed, status=9/KILL", "systemd[1]: web.service: Main process exited, code=killed, status=15/TERM"),
    ("http status", "GET /checkout returned HTTP 503", "GET /checkout returned HTTP 404"),
    ("http status", '10.0.0.1 - - [10/Oct/2026:13:55:36 +0000] "GET /cart HTTP/1.1" 502 166 "-" "curl"', '10.0.0.1 - - [10/Oct/2026:13:55:36 +0000] "GET /cart HTTP/1.1" 429 166 "-" "curl"'),
    ("http status", "upstream responded with status code 500", "upstream responded with status code 401"),
    ("http status", "request failed: 503 Service Unavailable", "request failed: 429 Too Many Requests"),
    ("http status", '{"level":"error","msg":"call failed","status":503}', '{"level":"error","msg":"call failed","status":404}'),
    ("http status", "upstream answered 500 for GET /orders", "upstream answered 503 for GET /orders"),
    ("http status", "GET /orders 500 12ms", "GET /orders 404 3ms"),
    ("http class", "High rate of 5xx responses on gateway", "High rate of 4xx responses on gateway"),
    ("oracle code", "ORA-01555: snapshot too old", "ORA-00600: snapshot too old"),
    ("mysql code", "[ERROR] [MY-010914] [Server] Aborted connection", "[ERROR] [MY-013360] [Server] Aborted connection"),
    ("mysql errno", "mysql query failed: Error 1213 (40001) in transaction", "mysql query failed: Error 1205 (HY000) in transaction"),
    ("sqlstate", "psql: error SQLSTATE 23505 on insert", "psql: error SQLSTATE 40001 on insert"),
    ("mongo code", "E11000 write error on collection users", "E10334 write error on collection users"),
    ("errno", "open failed [Errno 13] on config", "open failed [Errno 28] on config"),
    ("error code", "LDAP: error code 49 - bind failed", "LDAP: error code 32 - bind failed"),
    ("hresult", "Failed to start update, HRESULT = 0x80070005", "Failed to start update, HRESULT = 0x80240022"),
    ("event code", "KB5001330 failed to install", "KB5003173 failed to install"),
    ("websocket code", "websocket closed with code 1006", "websocket closed with code 1011"),
    ("grpc status", "rpc error: code = Unavailable desc = transport closing", "rpc error: code = DeadlineExceeded desc = transport closing"),
    ("compiler code", "error TS2304: build stopped", "error TS2345: build stopped"),
    # exception classes
    ("java exception", "java.net.ConnectException while calling billing", "java.net.UnknownHostException while calling billing"),
    ("java exception", "2026-01-02 10:00:00,123 ERROR [main] c.a.Job - Job failed: java.lang.NullPointerException", "2026-01-02 10:00:00,123 ERROR [main] c.a.Job - Job failed: java.lang.OutOfMemoryError"),
    ("python exception", "worker raised KeyError in handler", "worker raised TimeoutError in handler"),
    ("dotnet exception", "Unhandled exception. System.IO.IOException: failed", "Unhandled exception. System.TimeoutException: failed"),
    ("quoted exception", "task failed with 'ValueError'", "task failed with 'MemoryError'"),
    ("key=value exception", "task failed error=ConnectionResetError", "task failed error=BrokenPipeError"),
    ("aws exception", "An error occurred (ThrottlingException) when calling PutItem", "An error occurred (AccessDeniedException) when calling PutItem"),
    # direction and state
    ("direction", "Interface eth0 is up", "Interface eth0 is down"),
    ("direction", "interface GigabitEthernet0/1 changed state to 'up'", "interface GigabitEthernet0/1 changed state to 'down'"),
    ("direction", "link state=up", "link state=down"),
    ("direction", "CPU usage above threshold 80", "CPU usage below threshold 80"),
    ("direction", "queue depth is increasing", "queue depth is decreasing"),
    ("direction", "Temperature too high on sensor 3", "Temperature too low on sensor 3"),
    ("direction", "replica promoted to primary", "replica demoted to standby"),
    ("direction", "Node node-1 became leader", "Node node-1 became follower"),
    ("direction", "Sending heartbeat to controller failed", "Receiving heartbeat from controller failed"),
    ("state", "Alarm state changed from OK to ALARM", "Alarm state changed from ALARM to OK"),
    ("state", "[FIRING:1] HighLatency checkout", "[RESOLVED] HighLatency checkout"),
    ("state", "connection to broker opened", "connection to broker closed"),
    ("state", "session opened for user bob by (uid=0)", "session closed for user bob"),
    ("state", "Pod is in phase Pending", "Pod is in phase Failed"),
    ("state", "Service entered the 'running' state", "Service entered the 'stopped' state"),
    ("state", "health check passed for backend", "health check failed for backend"),
    ("state", "backup completed for volume data", "backup failed for volume data"),
    ("state", "certificate is valid for host", "certificate is expired for host"),
    ("state", "Component is in the unavailable state (HWID=1973)", "Component is in the available state (HWID=1973)"),
    ("quoted state", 'replica set member is now in state "SECONDARY"', 'replica set member is now in state "PRIMARY"'),
    ("boolean", "feature ssl enabled=true", "feature ssl enabled=false"),
    ("boolean", "maintenance mode: enabled", "maintenance mode: disabled"),
    ("boolean", '{"msg":"config reloaded","success":true,"state":"ok"}', '{"msg":"config reloaded","success":false,"state":"bad"}'),
    ("result", "job nightly result=success", "job nightly result=failure"),
    ("lock", "lock acquired on table jobs", "lock released on table jobs"),
    ("permission", "access granted for role admin", "access denied for role admin"),
    ("permission", "connection accepted from 10.0.0.1", "connection refused from 10.0.0.1"),
    # negation
    ("negation", "replica is in sync", "replica is not in sync"),
    ("negation", "cannot connect to database orders", "can connect to database orders"),
    ("negation", "target reachable again", "target not reachable again"),
    ("negation", "disk is without errors", "disk is with errors"),
    ("negation", "ready to serve traffic", "not ready to serve traffic"),
    ("negation mark", "condition failed: ready", "condition failed: !ready"),
    # resources
    ("table", 'relation "users" does not exist', 'relation "orders" does not exist'),
    ("constraint", 'duplicate key value violates unique constraint "users_pkey"', 'duplicate key value violates unique constraint "orders_pkey"'),
    ("column", "Unknown column 'email' in 'field list'", "Unknown column 'phone' in 'field list'"),
    ("queue", "queue 'orders' is full", "queue 'invoices' is full"),
    ("queue", "Queue orders-dlq has too many messages", "Queue payments-dlq has too many messages"),
    ("topic", "consumer lag on topic clicks is growing", "consumer lag on topic purchases is growing"),
    ("bucket", "AccessDenied on bucket=assets", "AccessDenied on bucket=backups"),
    ("function", "Function 'resize' timed out", "Function 'notify' timed out"),
    ("mount point", "Filesystem /var is 95% full", "Filesystem /data is 95% full"),
    ("mount point", "No space left on device /var/lib/docker", "No space left on device /var/log"),
    ("host group", "Replication stopped on host db-01", "Replication stopped on host web-02"),
    ("host group", "High load on db-prod-1", "High load on cache-prod-1"),
    ("workload", "Readiness probe failed for pod shop/cart-5c4b9d7f6-9zq4t", "Readiness probe failed for pod shop/search-7d9f8c6b5-x2k8p"),
    ("boolean number", "probe finished success=0", "probe finished success=1"),
    ("secret", 'secret "db-password" not found', 'secret "api-token" not found'),
    ("config map", 'configmap "app-config" not found', 'configmap "feature-flags" not found'),
    ("module", "ModuleNotFoundError: No module named 'requests'", "ModuleNotFoundError: No module named 'yaml'"),
    ("attribute", "KeyError: key 'user_id' missing", "KeyError: key 'order_id' missing"),
    ("permission", "User is not authorized to perform: s3:GetObject", "User is not authorized to perform: sqs:SendMessage"),
    ("permission", "not authorized: permission ec2 denied", "not authorized: permission s3 denied"),
    ("dependency", "Failed to connect to redis", "Failed to connect to postgres"),
    ("dependency", "dial tcp: lookup billing: no such host", "dial tcp: lookup inventory: no such host"),
    ("subject", "syslogd startup succeeded", "klogd startup succeeded"),
    ("subject", "Inode-cache hash table entries: 65536", "Dentry-cache hash table entries: 65536"),
    ("subject", "usb.device.id is deprecated", "usb.vendor.id is deprecated"),
    ("setting", "autopurge.purgeInterval set to 0", "autopurge.snapRetainCount set to 3"),
    ("constant", "Processing event CONTAINER_LAUNCH for task 1", "Processing event CONTAINER_CLEANUP for task 1"),
    ("method", "GET /v1/users failed", "DELETE /v1/users failed"),
    # metric
    ("metric", "High CPU usage on host db-1", "High memory usage on host db-1"),
    ("metric", "Disk usage is above 90%", "Memory usage is above 90%"),
    ("metric", "p99 latency above SLO", "p50 latency above SLO"),
    ("metric", "Host Network Receive Errors. Interface eth0 has encountered 5 receive errors", "Host Network Transmit Errors. Interface eth0 has encountered 5 transmit errors"),
    # what happened
    ("problem", "Lambda timeout after 30s", "Lambda out of memory after 30s"),
    ("problem", "Readiness probe failed: connection refused", "Readiness probe failed: context deadline exceeded"),
    ("problem", "Liveness probe failed for container api", "Readiness probe failed for container api"),
    ("problem", 'Back-off restarting failed container', 'Back-off pulling image'),
    ("problem", 'err="dial tcp 10.0.0.1:80: connection refused" msg="sync failed"', 'err="dial tcp 10.0.0.1:80: i/o timeout" msg="sync failed"'),
    ("problem", "TLS handshake error: bad certificate", "TLS handshake error: certificate has expired"),
    ("problem", "Deadlock found when trying to get lock", "Lock wait timeout exceeded when trying to get lock"),
    ("problem", "Target disappeared from Prometheus target discovery. KubeScheduler has disappeared from Prometheus target discovery.", "Target disappeared from Prometheus target discovery. KubeProxy has disappeared from Prometheus target discovery."),
    ("problem", "KubeProxy instance is unreachable. A KubeProxy instance has been unreachable for more than 15 minutes.", "KubeControllerManager instance is unreachable. A KubeControllerManager instance has been unreachable for more than 15 minutes."),
    ("problem", "The nightly job could not finish because the currency table was locked by another session for more than 600 seconds", "The nightly job could not finish because the currency table was empty after the import of more than 600 seconds"),
    ("hidden word", "link \x02up on port 1 now", "link \x02down on port 1 now"),
    ("product", "Envoy is failing to reload its configuration. Envoy has failed to reload.", "Traefik is failing to reload its configuration. Traefik has failed to reload."),
    ("before and after", "Before scheduling: PendingReds:1 ScheduledMaps:10", "After scheduling: PendingReds:1 ScheduledMaps:10"),
]  # fmt: skip


@pytest.mark.parametrize(("difference", "one", "other"), DIFFERENT)
def test_a_different_problem_is_never_joined_silently(difference: str, one: str, other: str) -> None:
    assert not joined(one, other), difference


SCOPES = [
    ("service", {"service": "api"}, {"service": "billing"}),
    ("environment", {"environment": "prod"}, {"environment": "staging"}),
    ("environment named once", {"environment": "prod"}, {}),
    ("alert name", {"labels": {"alertname": "HighCPU"}}, {"labels": {"alertname": "HighLoad"}}),
    ("namespace", {"labels": {"namespace": "shop"}}, {"labels": {"namespace": "search"}}),
    ("queue", {"labels": {"queue": "orders"}}, {"labels": {"queue": "invoices"}}),
    ("host group", {"labels": {"host": "db-01"}}, {"labels": {"host": "web-01"}}),
    ("workload of a pod", {"labels": {"pod": "api-7d9f8c6b5-x2k8p"}}, {"labels": {"pod": "cart-5c4b9d7f6-9zq4t"}}),
    ("mount point", {"labels": {"mountpoint": "/var"}}, {"labels": {"mountpoint": "/data"}}),
    ("region", {"labels": {"region": "eu-west-1"}}, {"labels": {"region": "us-east-1"}}),
    ("status label", {"labels": {"status": "503"}}, {"labels": {"status": "404"}}),
]


@pytest.mark.parametrize(("difference", "one", "other"), SCOPES)
def test_another_scope_is_another_problem(difference: str, one: dict[str, object], other: dict[str, object]) -> None:
    assert not joined("Request latency is too high", "Request latency is too high", one, other), difference
