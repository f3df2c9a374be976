"""The mark of the last erasure, stored as a record; implemented once for every store."""

import secrets

from tools.ports.erasure_mark import ErasureMark
from tools.tickets.shared.records import Records

_ERASED = "settings/erased"


class ErasureMarkRecord(ErasureMark):
    """The ErasureMark port, over one record."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def renew(self) -> None:
        """See the port."""
        await self._records.put(_ERASED, secrets.token_hex(8).encode())

    async def newest(self) -> str:
        """See the port."""
        record = await self._records.get(_ERASED)
        return "" if record is None else record.body.decode()
