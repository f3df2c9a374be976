"""A file of destinations, and variables for its secrets."""

from pathlib import Path

from tools.routing.configuration import Configuration, read_text

EXAMPLE = Path(__file__).resolve().parents[2] / "deploy" / "destinations.example.toml"
SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-secret",
    "SLACK_SIGNING_SECRET": "signing-secret",
    "SLACK_WEBHOOK_URL": "https://hooks.slack.example/secret",
    "PAGERDUTY_ROUTING_KEY": "routing-secret",
    "JIRA_USER": "bot@example.net",
    "JIRA_TOKEN": "jira-secret",
    "HOOK_SECRET": "whsec_c2VjcmV0",
    "SMTP_URL": "smtp://user:mail-secret@mail.example.net:587",
    "TEAMS_WORKFLOW_URL": "https://teams.example/secret",
    "GOOGLE_CHAT_URL": "https://chat.example/secret",
    "APPRISE_URL": "ntfy://topic",
}
PAGER = """
[[destination]]
name = "pager"
type = "pagerduty"
routing_key_env = "PAGERDUTY_ROUTING_KEY"
"""
ONCALL = """
[[destination]]
name = "oncall"
type = "slack"
token_env = "SLACK_BOT_TOKEN"
channel = "#incidents"
"""


def read(text: str) -> Configuration:
    """Raises Misconfigured."""
    return read_text(text, "d.toml", SECRETS, [])
