"""What the command line needs beyond the ports: the same commands as on the embedded store."""

from tools.tickets.s3.maintenance.verify import verify
from tools.tickets.s3.parts import Parts


class Upkeep:
    """Checks, slims and carries a bucket."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def verify(self) -> list[str]:
        """All findings about the bucket; an empty list means all is well."""
        return await verify(self._parts)
