"""Ids of runbooks in addresses: whole paths, and never the name of an address that is another's."""

from typing import Annotated

from fastapi import Path
from starlette.convertors import Convertor, register_url_convertor

from tools.runbooks.load import ID_CHARACTERS, ID_PATTERN, RESERVED

ADDRESS = "/{runbook_id:runbook_id}"
"""Where a runbook is, below `/runbooks`."""

NewId = Annotated[
    str,
    Path(
        max_length=ID_CHARACTERS,
        description=f"A relative path such as database/disk-full, but not `{RESERVED}`, the address of the search.",
        json_schema_extra={"pattern": ID_PATTERN},
    ),
]
"""What a runbook may be called."""


class RunbookId(Convertor[str]):
    """`{runbook_id:runbook_id}`: like `:path`, but leaves the search its address, whatever the method."""

    regex = f"(?!{RESERVED}$).*"

    def convert(self, value: str) -> str:
        """The id."""
        return value

    def to_string(self, value: str) -> str:
        """The path."""
        return value


register_url_convertor("runbook_id", RunbookId())
