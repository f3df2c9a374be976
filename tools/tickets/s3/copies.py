"""Copies files to and from a bucket, in blocks, for backups of the embedded store."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from boto3.exceptions import Boto3Error, S3UploadFailedError
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PartialCredentialsError

from tools.errors import Conflict, IncidentResponderError, InvalidRequest, Misconfigured, NotFound, Unavailable
from tools.settings import Settings
from tools.tickets.s3.objects.client import MISSING, REFUSED, make_copier

_PLACE = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(?P<prefix>[^\s/][^\s]{0,900}?)/?")
_BLOCKS = TransferConfig(multipart_threshold=16 * 1024**2, multipart_chunksize=16 * 1024**2, max_concurrency=4)
CHECKED = {"ChecksumAlgorithm": "SHA256"}
"""The service rejects a block that does not arrive as it was sent."""


class Copies:
    """A prefix of a bucket. All calls are blocking."""

    def __init__(self, client: Any, bucket: str, prefix: str) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix

    @classmethod
    def open(cls, settings: Settings, place: str) -> Self:
        """Open a prefix. `place`: s3://bucket/prefix. Raises InvalidRequest. Connects on first use."""
        found = _PLACE.fullmatch(place)
        if found is None:
            raise InvalidRequest(f"{place!r} is not a place in a bucket: write s3://BUCKET/PREFIX")
        return cls(make_copier(settings), found["bucket"], found["prefix"])

    def check_free(self, names: Sequence[str]) -> None:
        """Raises Conflict if an object with one of these names exists."""
        for name in names:
            with self._faults():
                try:
                    self._client.head_object(Bucket=self._bucket, Key=self._key(name))
                except ClientError as error:
                    if _code(error) in MISSING:
                        continue
                    raise
            raise Conflict(f"{self._called(name)} exists: name an unused prefix")

    def send(self, folder: Path, names: Sequence[str]) -> None:
        """Upload the files in this order; the service checks each one as it arrives."""
        for name in names:
            with self._faults():
                self._client.upload_file(
                    str(folder / name), self._bucket, self._key(name), ExtraArgs=CHECKED, Config=_BLOCKS
                )

    def fetch(self, folder: Path, names: Sequence[str]) -> None:
        """Download the files into an existing folder. Raises NotFound."""
        for name in reversed(names):
            with self._faults():
                try:
                    self._client.download_file(self._bucket, self._key(name), str(folder / name), Config=_BLOCKS)
                except ClientError as error:
                    if _code(error) in MISSING:
                        raise NotFound(f"there is no {self._called(name)}: name where `backup` wrote to") from error
                    raise

    def _key(self, name: str) -> str:
        return f"{self._prefix}/{name}"

    def _called(self, name: str) -> str:
        return f"s3://{self._bucket}/{self._key(name)}"

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except (Boto3Error, BotoCoreError, ClientError, OSError) as error:
            raise self._fault(error) from error

    def _fault(self, error: Exception) -> IncidentResponderError:
        """Translate an error into what the caller can do about it.

        A failed upload hides S3's own answer in its context.
        """
        cause = error.__context__ if isinstance(error, S3UploadFailedError) and error.__context__ else error
        if isinstance(cause, NoCredentialsError | PartialCredentialsError):
            return Misconfigured("no AWS credentials were found (AWS_PROFILE or the usual chain)")
        if not isinstance(cause, ClientError):
            return Unavailable(f"S3 cannot be reached: {type(cause).__name__}")
        if _code(cause) in REFUSED:
            rights = f"check that s3://{self._bucket} exists and the credentials may read and write there"
            return Misconfigured(f"S3 refused ({_code(cause)}): {rights}")
        return Unavailable(f"S3 answered {_code(cause)}: try again")


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
