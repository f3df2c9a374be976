"""The few XML answers of S3 that clients read."""

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from tests.support.servers.s3_objects import Stored

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


def error_xml(code: str, key: str) -> bytes:
    """An error answer."""
    return f"<Error><Code>{code}</Code><Message>{code}</Message><Key>{escape(key)}</Key></Error>".encode()


def list_xml(prefix: str, found: Sequence[tuple[str, Stored]], more: bool) -> bytes:
    """A ListObjectsV2 answer; the last name is the continuation token."""
    contents = "".join(
        f"<Contents><Key>{escape(name)}</Key><LastModified>{_when(stored.modified)}</LastModified>"
        f"<ETag>{escape(stored.etag)}</ETag><Size>{len(stored.body)}</Size></Contents>"
        for name, stored in found
    )
    token = f"<NextContinuationToken>{escape(found[-1][0])}</NextContinuationToken>" if more else ""
    return (
        f'<?xml version="1.0"?><ListBucketResult xmlns="{NAMESPACE}"><Prefix>{escape(prefix)}</Prefix>'
        f"<KeyCount>{len(found)}</KeyCount><IsTruncated>{str(more).lower()}</IsTruncated>{token}{contents}"
        "</ListBucketResult>"
    ).encode()


def _when(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
