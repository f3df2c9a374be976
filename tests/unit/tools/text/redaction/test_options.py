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
# A plain word where nothing but a secret can stand, however the command is written.
GIVEN_WORDS = (
    "mysqldump -h db -uroot -p«walnut» shop > shop.sql",
    "redis-cli -h cache -a «walnut» ping",
    "sshpass -p «walnut» ssh ops@db 'mysql -p«cedar» shop'",
    "sshpass -p'«walnut harbour»' scp a b",
    "curl -sSfu deploy:«walnut» https://a.internal/",
    "curl -E cert.pem:«walnut» --pass «cedar» https://a.internal/",
    "curl --key k.pem --cert c.pem --pass «walnut» https://a.internal/",
    "http -a deploy:«walnut» GET https://a.internal/",
    "https --verbose --auth deploy:«walnut» a.internal/",
    "wget --http-user ops --http-password «walnut» https://a.internal/",
    "ldapsearch -x -LLLw «walnut» -b dc=a",
    "snmpget -v3 -u ops -a SHA -A «walnutharbour» -x AES -X «cedarlantern» 10.0.0.1",
    "snmpwalk -v2c -c «walnut» 10.0.0.1 sysDescr",
    "openssl pkcs12 -in a.p12 -passin pass:«walnut» -nodes",
    "smbclient -U 'ACME\\bob%«walnut»' //nas/x",
    "radtest bob «walnut» 127.0.0.1 0 «cedar»",
    "net use X: \\\\nas\\x «walnut» /user:bob",
    "db2 connect to SAMPLE user bob using «walnut»",
    'echo "bob:x" && mysql -p"«walnut»" shop',
    'CMD ["redis-cli", "-a", "«walnut»", "ping"]',
    "command: [redis-cli, -a, «walnut», ping]",
    "command:\n  - redis-cli\n  - -a\n  - «walnut»\n  - ping\nimage: redis",
    '{"cmd":"redis-cli -a «walnut»","n":"failed now"}',
    'execve("/usr/bin/mysql", ["mysql", "-uroot", "-p«walnut»"], 0x7ffd)',
    "sqlcmd.exe -S db -U sa -P «walnut» -Q x",
    'set system root-authentication plain-text-password-value "«Merlin_Gorge»" ## junos',
    'ops@mx> set access radius-server 10.0.0.1 secret "«walnut»"',
    "220 ready\nUSER ops\n331 password\nPASS «walnut»\n530 failed",
)
KEPT = (
    'set up failed: secret "db-creds" not found',
    "mysql -port 3306",
    "rabbitmqctl add_user failed: bob exists",
    "net user bob was locked out",
    "snmpwalk -v2c -c public 10.0.0.1",
    "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.",
    "docker login -u deploy -p option is deprecated",
    "unzip -p archive.zip file.txt",
    "curl --cert cert.pem --key /etc/ssl/private/api.key https://a.internal/",
    "mount -t cifs //nas/x /mnt -o credentials=/etc/creds",
    "GOOGLE_APPLICATION_CREDENTIALS=/var/run/google/key.json",
    "racadm -r 10.0.0.1 -u root -p $PW getsysinfo",
    "flag --password given twice",
    "command:\n  - redis-cli\n  - -a\nimage: redis",
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


@pytest.mark.parametrize("line", [*GIVEN, *GIVEN_WORDS])
def test_a_command_keeps_all_but_its_secret(line: str) -> None:
    assert expected(line).fullmatch(redact(unmarked(line)))


@pytest.mark.parametrize("line", KEPT)
def test_a_command_without_a_secret_stays(line: str) -> None:
    assert redact(line) == line
