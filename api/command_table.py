"""The module of each command. A module is imported when its command is used, so a call pays for one command only."""

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

ROOM = "api.commands"
COMMANDS: Mapping[str, str] = {
    "serve": "serve:serve",
    "set-up": "set_up:set_up",
    "doctor": "doctor:doctor",
    "report": "report:report",
    "list": "incident_list:list_incidents",
    "show": "show:show",
    "explain": "explain:explain",
    "resolve": "resolve:resolve",
    "amend": "resolutions:amend",
    "reopen": "resolutions:reopen",
    "acknowledge": "acts:acknowledge",
    "give-back": "acts:give_back",
    "severity": "severity:severity",
    "comment": "acts:comment",
    "feedback": "acts:feedback",
    "merge": "regrouping:merge",
    "split": "regrouping:split",
    "postmortem": "postmortem:postmortem",
    "analytics": "analytics:analytics",
    "ingest": "ingest:ingest",
    "runbooks": "runbooks:app",
    "senders": "senders:app",
    "destinations": "destinations:app",
    "routes": "routes:app",
    "deliveries": "deliveries:app",
    "silence": "silence:app",
    "shadow": "shadow:shadow",
    "user": "user:app",
    "tenant": "tenant:app",
    "key": "key:app",
    "audit": "audit:app",
    "jwt": "jwt:app",
    "mcp": "mcp:mcp",
    "consume": "consume:consume",
    "queue": "queue:app",
    "verify": "verify:verify",
    "reindex": "reindex:reindex",
    "reconcile": "reconcile:reconcile",
    "prune": "prune:prune",
    "scrub": "scrub:scrub",
    "backup": "backup:backup",
    "restore": "backup:restore",
    "export": "transfer:export",
    "import": "transfer:import_",
}
"""A name to `module:function`, or to `module:app` for a group of commands."""

MORE: Mapping[str, Mapping[str, str]] = {
    "user": {
        "role": "user_changes:role",
        "delete": "user_changes:delete",
        "logout": "user_changes:logout",
        "sessions": "user_changes:sessions",
        "list": "user_changes:list_users",
    },
    "tenant": {
        "list": "tenant_endings:list_tenants",
        "export": "tenant_endings:export",
        "delete": "tenant_endings:delete",
        "restore": "tenant_endings:restore",
    },
    "key": {"secret": "key_secrets:secret"},
    "deliveries": {"hold": "held_deliveries:hold", "release": "held_deliveries:release"},
}
"""Commands of a group that are in another module than the group."""


class LightCommand(TyperCommand):
    """A command that loads only what its options need."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the function's parameters, and --help."""
        return _light(super().get_params(ctx))


class LightGroup(TyperGroup):
    """A group that loads only what its options need."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the callback's parameters, and --help."""
        return _light(super().get_params(ctx))


class LazyGroup(LightGroup):
    """A group with the table's commands beside those that were registered."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = _Table(self.commands)


class _Table(MutableMapping[str, Any]):
    """Behaves like the group's dictionary of commands, but creates a command on first access."""

    def __init__(self, registered: Mapping[str, Any]) -> None:
        self._registered = dict(registered)

    def __getitem__(self, name: str) -> Any:
        return self._registered[name] if name in self._registered else _made(name)

    def __setitem__(self, name: str, command: Any) -> None:
        self._registered[name] = command

    def __delitem__(self, name: str) -> None:
        del self._registered[name]

    def __iter__(self) -> Iterator[str]:
        yield from COMMANDS
        yield from (name for name in self._registered if name not in COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS.keys() | self._registered.keys())


@lru_cache
def _made(name: str) -> Any:
    """Create a command or group of the table. Raises KeyError."""
    found = _imported(COMMANDS[name])
    if isinstance(found, typer.Typer):
        for other, place in MORE.get(name, {}).items():
            found.command(other)(_imported(place))
        for each in found.registered_commands:
            each.cls = LightCommand
        found.info.cls = LightGroup
        group = typer.main.get_group(found)
        group.name = name
        return group
    alone = typer.Typer(add_completion=False)
    alone.command(name, cls=LightCommand)(found)
    return typer.main.get_command(alone)


def _light(parameters: list[Any]) -> list[Any]:
    """Show no value for flags in `--help`, and spare text the conversion by pydantic."""
    for parameter in parameters:
        if getattr(parameter, "is_flag", False):
            parameter.metavar = ""
        if not isinstance(parameter.get_runtime_param, partial):
            parameter.get_runtime_param = partial(_Coercion, parameter.get_runtime_param)
    return parameters


@dataclass(frozen=True, slots=True)
class _Coercion:
    """Converts what was typed as Typer does, and calls Typer only where a conversion is needed."""

    ask_typer: Callable[[], Any]

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the value as the command's function takes it. Raises BadParameter."""
        wanted = param.type_descriptor.annotation
        if value is None and not (param.multiple or param.nargs == -1):
            return None
        if wanted in (str, int, bool) and type(value) is wanted:
            return value
        if wanted == list[str] and isinstance(value, list | tuple):
            return list(value)
        return self.ask_typer().coerce(value, param=param, ctx=ctx)


def _imported(place: str) -> Any:
    module, _, symbol = place.partition(":")
    return getattr(import_module(f"{ROOM}.{module}"), symbol)
