"""Secrets on a command line: after an option that takes one, or at the position where the program expects one."""

import re
from collections.abc import Iterator

from tools.text.redaction.checks import is_given_secret
from tools.text.redaction.keyed import named
from tools.text.redaction.rule import Span, words
from tools.text.redaction.trie import one_of

# Programs → the options whose next word is a secret (`-p*`: in the same word as the option; `#1`: the second word that
# is no option; `-u:`: after the sign in the option's word; `@`: the word after a secret's name; `#=`: what
# every `name=value` has after its sign). From the programs' manuals.
_OPTIONS = {
    "ldapsearch ldapmodify ldapadd ldapdelete ldappasswd ldapwhoami ldapcompare ldapmodrdn ldapexop": "-w -w*",
    "sqlcmd bcp isql tsql": "-P -P*",
    "mongo mongosh mongodump mongorestore mongoexport mongoimport mongostat mongotop": "-p -p*",
    "rabbitmqadmin cqlsh beeline": "-p",
    "docker+login podman+login nerdctl+login skopeo+login buildah+login helm+registry+login oras+login az+login": "-p",
    "mysql mysqldump mysqladmin mysqlimport mysqlshow mycli mariadb mariadb-dump mariadb-admin": "-p*",
    "redis-cli keydb-cli valkey-cli": "-a @",
    "sshpass": "-p -p*",
    "mosquitto_pub mosquitto_sub ipmitool zip unzip": "-P",
    "plink pscp psftp nodetool": "-pw",
    "7z 7za 7zr": "-p*",
    "rar unrar": "-p* -hp*",
    "lftp": "-u,",
    "useradd usermod p4 twine poetry+publish az+acr+login": "-p -P",
    "apksigner": "--ks-pass --key-pass",
    "nuget dotnet+nuget": "-k -ApiKey",
    "doctl vercel gitlab-runner": "-t -r",
    "aws+ssm+put-parameter az+keyvault+secret": "--value",
    "aws+secretsmanager": "--secret-string",
    "gh+secret+set": "-b --body",
    "kubectl+create+secret": "--from-literal=",
    "fly+secrets flyctl+secrets vault+kv+put vault+kv+patch doppler+secrets+set": "#=",
    "npm+config+set yarn+config+set pnpm+config+set pip+config+set git+config poetry+config composer+config": "@",
    "aws+configure+set gcloud+config+set dotnet+user-secrets+set setx consul+kv+put": "@",
    "snmpwalk snmpget snmpset snmpbulkwalk snmpbulkget snmpgetnext snmptrap snmptable snmpstatus snmpdf": "-c -A -X",
    "keytool jarsigner": "-storepass -keypass -deststorepass -srcstorepass -destkeypass -srckeypass -new",
    "openssl": "-passin -passout -pass -k -K -hmac",
    "evil-winrm crackmapexec netexec psexec xfreerdp rdesktop wmic": "-p -p* /p:*",
    "influx cypher-shell": "-password -p -t",
    "rabbitmqctl+add_user rabbitmqctl+change_password rabbitmqctl+authenticate_user": "#1",
    "pulumi+config+set+--secret": "#1",
    "virsh+secret-set-value": "--base64 --plain #1",
    "schtasks": "/rp /p",
    "mc+alias+set mc+config+host+add": "#3",
    "snyk+auth ngrok+authtoken ngrok+config+add-authtoken cargo+login vault+operator+unseal": "#0",
    "rasdial mosquitto_passwd": "#2",
    "codecov": "-t",
    "vault+login": "#0",
    "net+user": "#1",
    "crypto+isakmp+key tacacs-server+key radius-server+key auth-pass": "#0",
    "requirepass masterauth rocommunity rwcommunity bindpw rootpw auth_pass snmp-server+community": "#0",
    "wpa_passphrase": "#1",
    "htpasswd": "#2",
    "htpasswd+-nb htpasswd+-nbB htpasswd+-bn htpasswd+-Bbn htpasswd+-nbm": "#1",
    "rclone+obscure": "#0",
    "etcdctl": "--user: @",
    "curl": "-u: --user: -U: --proxy-user: -b= --cookie= --oauth2-bearer",
    "smbclient rpcclient winexe": "-U% --user%",
}
COMMANDS = {
    program.replace("+", " "): options.split() for programs, options in _OPTIONS.items() for program in programs.split()
}
"""Program → where the secrets are among its arguments."""
# Words that the text must contain before a command is looked for.
PROGRAMS = words(" ".join(re.split(r"[-_ ]", program)[0] for program in COMMANDS))
_PROGRAM = re.compile(rf"{one_of(COMMANDS, {})}(?=[ \t])")
_END = re.compile(r"[\r\n;|]|&&")
_WORD = re.compile(r"[ \t]+(?:\"([^\"\r\n]*)\"?|'([^'\r\n]*)'?|([^\s\"']\S*))")
_MOST = 60


def options(text: str) -> Iterator[Span]:
    """The secrets of the commands in a text."""
    at = 0
    while program := _PROGRAM.search(text, at):
        at = program.end()
        if program.start() and (text[program.start() - 1].isalnum() or text[program.start() - 1] in "_-"):
            continue
        end = _END.search(text, program.end())
        at = end.start() if end else len(text)
        yield from _command(text, COMMANDS[program[0]], program.end(), at)


def _command(text: str, options: list[str], start: int, end: int) -> Iterator[Span]:
    before, plain = "", 0
    for number, word in enumerate(_WORD.finditer(text, start, end)):
        if number == _MOST:
            return
        group = word.lastindex or 0
        cut = max((_cut(option, before, word[group], plain) for option in options), default=0)
        if cut >= 0 and word[group] and is_given_secret(word[group][cut:]):
            yield Span(word.start(group) + cut, word.end(group), "password")
        before = word[group]
        plain += not before.startswith("-")


def _cut(option: str, before: str, value: str, plain: int) -> int:
    """Where in a word the secret of this option begins; -1 if it takes none here."""
    if option == "#=":
        return value.find("=") + 1 or -1
    if option[0] == "#":
        return 0 if plain == int(option[1:]) and value[:1] not in ("-", "/") else -1
    if option[-1] == "*":
        return len(option) - 1 if value.startswith(option[:-1]) and len(value) >= len(option) else -1
    if option == "@":
        return 0 if named(before) or named(before.partition(".")[0]) else -1
    if option[-1] in ":%=,":
        name, sign = option[:-1], option[-1]
        given = value.startswith(name) and len(value) > len(name)
        place = value.find(sign, len(name) + 1 if given else 0) + 1
        return place if place and (given or before == name) and "://" not in value else -1
    if value.startswith(option + "="):
        return len(option) + 1
    if before != option:
        return -1
    source, sign, _ = value.partition(":")
    return len("pass:") if source == "pass" else -1 if source in ("env", "file", "fd", "stdin") and sign else 0
