"""PUBLIC_URL: the host names under which the server answers, where accepting any other name would be dangerous."""

import ipaddress
import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from tools.settings import Settings

_LOOPBACK = frozenset(("127.0.0.1", "localhost", "[::1]"))
_PORTS = {"http": 80, "https": 443}
_PLACE = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[^:\[\]@/]+)(?::(?P<port>[0-9]{1,5}))?")


@dataclass(frozen=True, slots=True)
class PublicUrl:
    """The address that clients use, and the `Host` values that mean it."""

    text: str
    scheme: str
    names: frozenset[str]
    port: int | None
    """None allows any port, as when the system chose one."""

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the configured address, or else where the server listens; for loopback, all its names."""
        text = settings.public_url or f"{settings.scheme}://{_bracketed(settings.host)}:{settings.port}"
        parts = urlsplit(text)
        name = _bracketed(parts.hostname or "")
        port = parts.port or _PORTS.get(parts.scheme)
        unset = settings.public_url is None
        names = _LOOPBACK if unset and name in _LOOPBACK else frozenset([name])
        return cls(text, parts.scheme, names, None if unset and settings.port == 0 else port)

    def is_host(self, value: str) -> bool:
        """True for a `Host` header that names this address; the scheme's default port may be omitted."""
        return self._is_place(value, self.scheme)

    def is_origin(self, value: str) -> bool:
        """True for the `Origin` of this address."""
        scheme, separator, place = value.partition("://")
        return bool(separator) and scheme == self.scheme and self._is_place(place, scheme)

    def _is_place(self, value: str, scheme: str) -> bool:
        found = _PLACE.fullmatch(value.lower())
        if found is None or found["name"] not in self.names:
            return False
        return self.port is None or self.port == (int(found["port"]) if found["port"] else _PORTS.get(scheme))


def _bracketed(name: str) -> str:
    """Write an IPv6 address as `Host` headers do."""
    try:
        return f"[{name}]" if ipaddress.ip_address(name).version == 6 else name
    except ValueError:
        return name.lower()
