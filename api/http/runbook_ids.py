"""Ids of runbooks in URLs: whole paths, except those reserved for other routes."""

from typing import Annotated

from fastapi import Path
from starlette.convertors import Convertor, register_url_convertor

from tools.runbooks.load import ID_CHARACTERS, ID_PATTERN, RESERVED

ADDRESS = "/{runbook_id:runbook_id}"
"""The address of a runbook below `/runbooks`."""

NewId = Annotated[
    str,
    Path(
        max_length=ID_CHARACTERS,
        description=f"A relative path such as database/disk-full, but not `{RESERVED}`, the address of the search.",
        json_schema_extra={"pattern": ID_PATTERN},
    ),
]
"""The id of a new runbook."""


class RunbookId(Convertor[str]):
    """`{runbook_id:runbook_id}`: like `:path`, but excludes the address of the search, whatever the method."""

    regex = f"(?!{RESERVED}$).*"

    def convert(self, value: str) -> str:
        """Return the id."""
        return value

    def to_string(self, value: str) -> str:
        """Return the path."""
        return value


register_url_convertor("runbook_id", RunbookId())
