"""Destination port: Slack, through a bot that keeps one message per ticket, or a webhook that can only post."""

from tools.errors import Misconfigured
from tools.notify.slack_bot import SlackBot
from tools.notify.slack_hook import SlackHook
from tools.notify.specs import SlackSpec
from tools.ports import Clock, Destination


class Slack:
    """Opens one of the two."""

    @classmethod
    def open(cls, spec: SlackSpec, clock: Clock) -> Destination:
        """Open the bot if there is a token, else the webhook. Raises Misconfigured if a setting is missing."""
        if spec.token is not None:
            if not spec.channel:
                raise Misconfigured(f"destination {spec.name!r}: a token needs a channel (its id, or #name)")
            return SlackBot(spec, spec.token, clock)
        if spec.url is None:
            raise Misconfigured(f"destination {spec.name!r}: token_env and channel, or url_env, is needed")
        return SlackHook(spec, spec.url, clock)
