"""Where boto3 sent a request and how it signed it, so that others can be sent alike."""

import re
import threading
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit
from urllib.request import getproxies, proxy_bypass

from botocore.awsrequest import AWSPreparedRequest

FIRST_BY_BOTO3 = 32
"""A command or the start of a function makes fewer requests; loading aiohttp would cost it more than it saves."""

_SCOPE = re.compile(r"AWS4-HMAC-SHA256 Credential=[^/]+/\d{8}/([^/]+)/s3/aws4_request")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the bucket's objects are, and the region that requests are signed for."""

    base: str
    region: str

    def of(self, key: str) -> str:
        """The URL of an object."""
        return self.base + _quoted(key)

    @classmethod
    def shown_by(cls, request: AWSPreparedRequest, key: str) -> "Address | None":
        """The address that a request for this key was sent to.

        None if others cannot simply be sent there: through a proxy, or signed for something else than a bucket.
        """
        said = request.headers.get("Authorization", "")
        scope = _SCOPE.match(said.decode() if isinstance(said, bytes) else said)
        base = request.url.removesuffix(_quoted(key))
        if scope is None or base == request.url or _has_proxy(base):
            return None
        return cls(base, scope[1])


class Lessons:
    """Learns the bucket's address from boto3's requests, once S3 has answered enough of them."""

    def __init__(self, client: Any) -> None:
        self.address: Address | None = None
        """None until it is known, and after `forget`."""
        self._answered = 0
        self._seen = threading.local()
        client.meta.events.register("before-send.s3", self._see)

    def answered(self, key: str) -> None:
        """S3 answered boto3's newest request of this thread, which was for this key."""
        self._answered += 1
        if self.address is None and self._answered >= FIRST_BY_BOTO3:
            self.address = Address.shown_by(self._seen.request, key)

    def forget(self) -> None:
        """Learn anew."""
        self.address, self._answered = None, 0

    def _see(self, request: AWSPreparedRequest, **_: object) -> None:
        self._seen.request = request


def _quoted(key: str) -> str:
    """A key as botocore writes it into a URL."""
    return quote(key, safe="/~")


def _has_proxy(base: str) -> bool:
    parts = urlsplit(base)
    return parts.scheme in getproxies() and not proxy_bypass(parts.netloc)
