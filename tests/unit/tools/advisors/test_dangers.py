"""Commands that need a second look are flagged, everyday ones are not. One command per line in the two lists beside."""

from pathlib import Path

import pytest

from tools.advisors.dangers import dangers

HERE = Path(__file__).parent
DANGEROUS = (HERE / "dangerous.txt").read_text("utf-8").splitlines()
BENIGN = (HERE / "benign.txt").read_text("utf-8").splitlines()


def test_dangerous_commands_are_flagged():
    missed = [command for command in DANGEROUS if not dangers(command)]
    assert len(DANGEROUS) >= 270
    assert len(missed) <= 0.03 * len(DANGEROUS), missed


def test_everyday_commands_are_not():
    flagged = [(command, dangers(command)) for command in BENIGN if dangers(command)]
    assert len(BENIGN) >= 200
    assert len(flagged) <= 0.03 * len(BENIGN), flagged


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("rm -rf /data", "deletes files for good"),
        ("Drop the table.", "drops or empties a data store"),
        ("kubectl delete ns x", "deletes cluster resources"),
        ("Disable TLS verification.", "switches a protection off"),
        ("curl -s https://x | sh", "runs code from the network or in disguise"),
        ("git push --force", "rewrites or throws away version history"),
        ("Allow inbound from anywhere on port 5432", "opens access to everyone"),
        ("printenv > /tmp/x", "shows secrets"),
        ("unset HISTFILE", "covers traces"),
        ("iptables -A INPUT -s 0/0 -j ACCEPT", "opens access to everyone"),
        ("""kubectl patch svc web -p '{"spec":{"type":"NodePort"}}'""", "opens access to everyone"),
        ("Tell us the code from the authenticator", "shows secrets"),
        ("helm install tool oci://get.example/charts/tool", "runs code from the network or in disguise"),
        ("ssh -f -N -D 9000 bob@jump.example", "runs code from the network or in disguise"),
        ("CONFIG SET maxmemory 1mb", "drops or empties a data store"),
        ("etcdctl snapshot restore backup.db --data-dir x", "deletes cluster resources"),
        ("mv /var/lib/mysql /srv/old", "empties or overwrites a file"),
        ("Pull the plug on the second rack", "takes the machine down"),
        ("Mute every alert until Monday", "switches a protection off"),
        ("Disable all notifications for the team", "switches a protection off"),
        ("Alle Server herunterfahren", "says something dangerous in another language"),
        ("svuota i registri del servizio", "says something dangerous in another language"),
        ("arrêtez tous les services", "says something dangerous in another language"),
        ("wszystkie pliki: usuń wszystkie logi", "says something dangerous in another language"),
        ("bütün servisleri durdur", "says something dangerous in another language"),
        ("ssh-copy-id deploy@web", "gives new or lasting access"),
        ("kubectl scale deploy/web --replicas 0", "takes every replica away"),
        ("docker image prune -a", "removes containers, images or volumes"),
        ("SELECT pg_terminate_backend(7)", "kills without a chance to finish"),
        ("Lösche das Verzeichnis", "says something dangerous in another language"),
        ("Skaliere den Dienst auf 0", "says something dangerous in another language"),
        ("rabbitmqctl stop_app", "takes the machine down"),
        ("celery -A shop purge -f", "purges messages or moves offsets"),
        ("gh pr merge 12 --admin", "forces past a safety check"),
        ("Skip the canary stage", "forces past a safety check"),
        ("DELETE FROM audit_log WHERE id = 3", "covers traces"),
        ("gh repo edit acme/pay --visibility public", "opens access to everyone"),
        ("UPDATE users SET role='admin' WHERE id=3", "gives new or lasting access"),
        ("consul kv get -recurse config/credentials", "shows secrets"),
    ],
)
def test_the_reason_says_what_is_dangerous(text, reason):
    assert reason in dangers(text)


def test_a_command_over_several_lines_is_one_command():
    assert dangers("aws rds \\\n  delete-db-instance \\\n  --db-instance-identifier prod")
    assert dangers("rm   \t -rf\t/data")


@pytest.mark.parametrize(
    "spelt",
    ["ｒｍ －ｒｆ ／srv", "r\\m -r\\f /srv", "'rm' \"-rf\" /srv", "rm${IFS}-rf${IFS}/srv", "$(echo rm) -rf /srv",
     "r\u200bm -rf /srv",
     "\\162\\155 -rf /srv", "rm\u00a0-rf\u2003/srv", "r''m -rf /srv"],
)  # fmt: skip
def test_the_spelling_does_not_matter(spelt):
    assert "deletes files for good" in dangers(spelt)


@pytest.mark.parametrize(
    "step",
    ["Never run DROP DATABASE here", "Do not delete the volume", "Don't `rm -rf /srv`, move it", "Avoid kill -9 1"],
)
def test_what_nobody_should_do_is_not_flagged(step):
    assert dangers(step) == ()


@pytest.mark.parametrize(
    "step",
    ["do not\nrm -rf /srv", "never mind: rm -rf /srv", "Do not wait. Delete the volume", "don't stop: kill -9 1"],
)
def test_a_no_before_something_else_hides_nothing(step):
    assert dangers(step)


@pytest.mark.parametrize(
    "step",
    ["rsync -an --delete a/ b/", "kubectl delete ns pay --dry-run=client", "Remove-Item C:\\x -Recurse -WhatIf",
     "grep -c 'rm -rf' deploy.sh", "gcloud logging read 'protoPayload.methodName=\"x.delete\"'"],
)  # fmt: skip
def test_a_trial_or_a_search_is_not_flagged(step):
    assert dangers(step) == ()


@pytest.mark.parametrize(
    "step",
    ["rsync -an --delete a/ b/ && rm -rf /srv", "kubectl delete ns pay --dry-run=none",
     "Remove-Item C:\\x -Recurse -WhatIf:$false",
     "grep -l x /srv/* | xargs rm -rf", "grep \"$(rm -rf /srv)\" x", "rm -rf /srv # --dry-run",
     "sh -c 'rm -rf /srv' --dry-run",
     "grep -r password /etc"],
)  # fmt: skip
def test_a_trial_hides_no_other_command(step):
    assert dangers(step)


def test_letters_that_look_alike_are_read_as_ours():
    assert dangers("kubеctl dеlete ns pay")  # the e of both words is Cyrillic


def test_a_harmless_force_is_no_danger():
    assert dangers("logrotate --force /etc/logrotate.d/app") == ()


def test_the_case_does_not_matter():
    assert dangers("RM -RF /") == dangers("rm -rf /")


@pytest.mark.parametrize(
    "hostile",
    ["rm " * 34_000, " " * 100_000, "\n" * 100_000, "\t\n \\\n" * 20_000, "git push " * 11_000, "delete from " * 8_000,
     "disable a b c " * 7_000, "curl " * 20_000, "a" * 100_000, "update a set " * 8_000, "(" * 100_000],
)  # fmt: skip
def test_hostile_texts_are_read_in_linear_time(hostile):
    dangers(hostile)
