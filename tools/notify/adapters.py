"""The adapter of each type of destination. An adapter, and the packages it needs, are imported only when chosen."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from tools.notify.specs import Spec
from tools.ports import Clock, Destination

ADAPTERS: Mapping[str, str] = MappingProxyType({
    "slack": "slack:Slack",
    "pagerduty": "pagerduty:PagerDuty",
    "jira": "jira:Jira",
    "webhook": "standard_webhook:StandardWebhook",
    "email": "email:Email",
    "teams": "teams:Teams",
    "googlechat": "googlechat:GoogleChat",
    "apprise": "apprise:Apprise",
})  # fmt: skip
"""For each `type` in the file: the module in this package, and its class."""


def open_destination(spec: Spec, clock: Clock) -> Destination:
    """Open the destination that a spec describes. Raises Misconfigured."""
    module, _, name = ADAPTERS[spec.type].partition(":")
    adapter = getattr(import_module(f"tools.notify.{module}"), name)
    opened: Destination = adapter.open(spec, clock)
    return opened
