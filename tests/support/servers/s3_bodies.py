"""Request bodies as boto3 sends them: plain, or `aws-chunked` with a trailing checksum."""

from email.message import Message
from io import BufferedIOBase


def decoded_body(headers: Message, stream: BufferedIOBase) -> bytes:
    """The object's bytes; the chunk framing and its trailers are dropped."""
    if headers.get("Transfer-Encoding", "").lower() == "chunked":
        raw = _read_chunks(stream)
    else:
        raw = stream.read(int(headers.get("Content-Length") or 0))
    if "aws-chunked" in headers.get("Content-Encoding", ""):
        return _unframe(raw)
    return raw


def _read_chunks(stream: BufferedIOBase) -> bytes:
    parts = []
    while size := int(stream.readline().split(b";")[0], 16):
        parts.append(stream.read(size))
        stream.readline()
    while stream.readline().strip():
        pass
    return b"".join(parts)


def _unframe(raw: bytes) -> bytes:
    parts, position = list[bytes](), 0
    while True:
        end = raw.index(b"\r\n", position)
        size = int(raw[position:end].split(b";")[0], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(raw[end + 2 : end + 2 + size])
        position = end + 2 + size + 2
