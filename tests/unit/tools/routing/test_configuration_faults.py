"""Every fault of a file of destinations is told with its line and key, all at once, and never with a secret."""

import re

import pytest

from tests.support.routing import ONCALL, PAGER, SECRETS, read
from tools.errors import Misconfigured

HOOK = '[[destination]]\nname = "hook"\ntype = "webhook"\n'
MAIL = '[[destination]]\nname = "mail"\ntype = "email"\nfrom = "a@x"\n'
JIRA = (
    '[[destination]]\nname = "tracker"\ntype = "jira"\nuser_env = "JIRA_USER"\ntoken_env = "JIRA_TOKEN"\n'
    'project = "OPS"\n'
)
SLACK = '[[destination]]\nname = "oncall"\ntype = "slack"\n'


FAULTS = [
    (PAGER + 'chanel = "x"', 6, "destination 1, chanel", "there is no such key"),
    (ONCALL + 'chanel = "x"', 7, "destination 1, chanel", "did you mean channel?"),
    ("[[destinations]]\nname = 'a'" + PAGER, 1, "destinations", "did you mean destination?"),
    ("[destination]\nname = 'a'", 1, "destination", "write [[destination]]"),
    ("[[route]]\nto = []", 1, "the file", "there is no [[destination]]"),
    ("destination = ['a']", 1, "destination", "write [[destination]] and its keys below"),
    (PAGER.replace('"pager"', "7"), 3, "destination 1, name", "a name is needed"),
    (PAGER.replace('name = "pager"', ""), 2, "destination 1", "a name is needed"),
    (PAGER.replace('"pager"', '"the pager"'), 3, "destination 1, name", "letters, digits and _ . -"),
    (PAGER + PAGER, 8, "destination 2, name", "called 'pager' already"),
    (PAGER.replace('"pagerduty"', '"pager-duty"'), 4, "destination 1, type", "did you mean pagerduty?"),
    (PAGER.replace('type = "pagerduty"', ""), 2, "destination 1", "`type` is missing: apprise, email"),
    (PAGER.replace("routing_key_env", "routing_key"), 5, "1, routing_key", "name that in `routing_key_env`"),
    (PAGER.replace('routing_key_env = "PAGERDUTY_ROUTING_KEY"', ""), 2, "destination 1", "`routing_key_env` is"),
    (PAGER.replace("PAGERDUTY_ROUTING_KEY", "PAGER_KEY"), 5, "routing_key_env", "variable PAGER_KEY is not set"),
    (PAGER.replace("PAGERDUTY_ROUTING_KEY", "u+Kx-9"), 5, "routing_key_env", "the name of an environment variable"),
    (PAGER + "events_url = 'pd.example'", 6, "events_url", "http:// or https:// address"),
    (PAGER + "events_url = true", 6, "events_url", "a text in quotes"),
    (SLACK, 1, "destination 1", "`token_env` (a bot) or `url_env`"),
    (SLACK + "token_env = 'SLACK_BOT_TOKEN'", 4, "token_env", "`channel` is missing"),
    (ONCALL + "url_env = 'SLACK_WEBHOOK_URL'", 7, "url_env", "leave one out"),
    (SLACK + "url_env = 'SLACK_WEBHOOK_URL'\nchannel = '#a'", 5, "channel", "the channel that it was made for"),
    (SLACK + "url_env = 'SLACK_BOT_TOKEN'", 4, "url_env", "http:// or https:// address"),
    (JIRA, 1, "destination 1", "`url` is missing"),
    (JIRA + "url = 'https://j.example'\nlabels = ['two words']", 8, "labels", "cannot contain spaces"),
    (JIRA + "url = 'https://j.example'\npriorities = { URGENT = 'x' }", 8, "priorities", "no severity 'URGENT'"),
    (JIRA + "url = 'https://j.example'\npriorities = { HIGH = 1 }", 8, "priorities", "a text in quotes"),
    (JIRA + "url = 'https://j.example'\nfields = 'x'", 8, "fields", "a table is needed"),
    (HOOK, 1, "destination 1", "one of `url` and `url_env`"),
    (HOOK + "url = 'ftp://x'", 4, "url", "http:// or https:// address"),
    (HOOK + "url = 'https://u:p@example.net'", 4, "url", "name that in `url_env`"),
    (HOOK + "url = 'https://example.net:99999'", 4, "url", "http:// or https:// address"),
    (HOOK + "url = 'https://x'\nsecrets_env = ['JIRA_USER', 'JIRA_TOKEN', 'HOOK_SECRET']", 5, "secrets_env", "two"),
    (HOOK + "url = 'https://x'\nsecrets_env = 7", 5, "secrets_env", "a list of texts"),
    (HOOK + "url = 'https://x'\nallow_private = 'no'", 5, "allow_private", "true or false"),
    (MAIL + "to = []\nhost = 'm'", 5, "to", "at least one address"),
    (MAIL + "to = 'b@x'", 1, "destination 1", "one of `smtp_url_env` and `host`"),
    (MAIL + "to = 'b@x'\nsmtp_url_env = 'JIRA_USER'", 6, "smtp_url_env", "smtp://user:password@host:587"),
    (MAIL + "to = 'nobody'\nhost = 'm'", 5, "to", "'nobody' is not a mail address"),
    (MAIL + "to = 'b@x'\nhost = 'm'\nport = 0", 7, "port", "from 1 to 65535"),
    (MAIL + "to = 'b@x'\nhost = 'm'\nport = true", 7, "port", "a whole number"),
    (MAIL + "to = 'b@x'\nhost = 'm'\nuser_env = 'JIRA_USER'", 7, "user_env", "belong together"),
    (PAGER + "[[route]]\nmatch = {}", 6, "route 1", "`to` is missing"),
    (PAGER + "[[route]]\nto = ['pagr']", 7, "route 1, to", "no destination 'pagr'; did you mean pager?"),
    (PAGER + "[[route]]\nto = 'pager'\nmatches = {}", 8, "route 1, matches", "did you mean match?"),
    (PAGER + "[[route]]\nto = 'pager'\nmatch = { servce = 'a' }", 8, "match.servce", "did you mean service?"),
    (PAGER + "[[route]]\nto = 'pager'\nmatch = 'all'", 8, "route 1, match", "a table is needed"),
    (PAGER + "[[route]]\nto = 'pager'\n[route.match]\nseverity = '>=BAD'", 9, "match.severity", "'>=BAD' is no"),
    (PAGER + "[[route]]\nto = 'pager'\nmatch.severity = '>CRITICAL'", 8, "match.severity", "no severity is >CRITICAL"),
    (PAGER + "[[route]]\nto = 'pager'\nmatch.kind = ['open']", 8, "match.kind", "did you mean opened?"),
    (PAGER + "[[route]]\nto = 'pager'\nmatch.kind = 'digest'", 8, "match.kind", "digest is not routed"),
    (PAGER + "[[route]]\nto = 'pager'\nmatch.labels = { team = 7 }", 8, "match.labels.team", "a list of texts"),
    (PAGER + "[[route]]\nto = 'pager'\ncontinue = 'yes'", 8, "route 1, continue", "true or false"),
    (PAGER + "[[route]]\nto = 'pager'\nunacknowledged_after = '10m'", 6, "route 1", "`escalate_to` is missing"),
    (PAGER + "[[route]]\nto = 'pager'\nescalate_to = ['pager']", 6, "route 1", "`unacknowledged_after` is missing"),
    (
        PAGER + "[[route]]\nto = []\nescalate_to = ['pager']\nunacknowledged_after = 10",
        9, "unacknowledged_after", "a text in quotes",
    ),
    (
        PAGER + "[[route]]\nto = []\nescalate_to = ['pager']\nunacknowledged_after = '10 minutes'",
        9, "unacknowledged_after", "a duration is needed",
    ),
    (
        PAGER + "[[route]]\nto = []\nescalate_to = ['pager']\nunacknowledged_after = '31d'",
        9, "unacknowledged_after", "at most 30 days",
    ),
    (
        PAGER + "[[route]]\nto = []\nescalate_to = []\nunacknowledged_after = '1m'",
        8, "escalate_to", "name a destination",
    ),
    (
        PAGER + "[[route]]\nto = []\nescalate_to = 'pager'\nunacknowledged_after = '1m'\nmatch.kind = 'resolved'",
        9, "unacknowledged_after", "its kinds never begin a wait",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "key", "problem"), FAULTS)
def test_every_fault_is_told_with_its_line_and_key(text: str, line: int, key: str, problem: str) -> None:
    with pytest.raises(Misconfigured) as raised:
        read(text)
    told = [each for each in str(raised.value).split("\n") if key in each and problem in each]
    assert told, str(raised.value)
    assert re.match(rf"DESTINATIONS_FILE d\.toml, line {line}, ", told[0])
    assert not [value for value in SECRETS.values() if value in str(raised.value)]


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    with pytest.raises(Misconfigured) as raised:
        read(PAGER + "colour = 1" + ONCALL + "[[route]]\nto = ['nobody']\ntoo = 1")
    lines = [int(found) for found in re.findall(r"line (\d+),", str(raised.value))]
    assert lines == [6, 13, 14]
