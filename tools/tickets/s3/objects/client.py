"""Makes boto3's clients for S3, and interprets their answers and errors."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import boto3
import botocore
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PartialCredentialsError

from tools.amazon import session_of
from tools.errors import Misconfigured
from tools.nouns.json_types import Json
from tools.resilience.guard import ServiceFault
from tools.settings import Settings

CONNECT_TIMEOUT_SECONDS = 3
READ_TIMEOUT_SECONDS = 5
COPY_TIMEOUT_SECONDS = 60
LOST_RACE = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "412", "409"})
MISSING = frozenset({"NoSuchKey", "404"})
USER_AGENT = f"incident-responder Botocore/{botocore.__version__}"
REFUSED = frozenset({"AccessDenied", "NoSuchBucket", "InvalidAccessKeyId", "SignatureDoesNotMatch", "403"})


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of S3, as far as the protocol needs it."""

    body: bytes = b""
    etag: str = ""
    missing: bool = False
    lost_race: bool = False
    contents: Sequence[Mapping[str, Any]] = ()
    more: bool = False


def make_client(settings: Settings, connections: int, session: boto3.Session | None = None) -> Any:
    """Make a client without its own retries: `tools.resilience` is the only layer that retries.

    A request costs about a millisecond of CPU. An eighth of that was spent on the user agent of each request and on
    validating our own arguments against S3's model.
    """
    config = Config(
        user_agent=USER_AGENT,
        parameter_validation=False,
        max_pool_connections=connections,
        connect_timeout=CONNECT_TIMEOUT_SECONDS,
        read_timeout=READ_TIMEOUT_SECONDS,
        retries={"total_max_attempts": 1, "mode": "standard"},
        s3={"addressing_style": "path"} if settings.aws_endpoint_url else {},
    )
    session = session or session_of(settings.aws_profile)
    client = session.client("s3", endpoint_url=settings.aws_endpoint_url, config=config)
    client.meta.events.register_last("before-call.s3", _send_at_once)
    return client


def _send_at_once(params: Json, **_: object) -> None:
    """Send a body with its headers. botocore would wait for S3's `100 Continue` first: a round trip for each write."""
    if params["headers"].pop("Expect", None) is not None:
        params["body"] = params["body"].getvalue()


def make_copier(settings: Settings) -> Any:
    """Make a client for whole files, with long timeouts and its own retries, because nobody waits for it."""
    config = Config(
        connect_timeout=CONNECT_TIMEOUT_SECONDS,
        read_timeout=COPY_TIMEOUT_SECONDS,
        retries={"total_max_attempts": 5, "mode": "standard"},
        s3={"addressing_style": "path"} if settings.aws_endpoint_url else {},
    )
    return session_of(settings.aws_profile).client("s3", endpoint_url=settings.aws_endpoint_url, config=config)


def ask(call: Callable[..., Any], arguments: Mapping[str, Any]) -> Answer:
    """Make one request in this thread. Raises ServiceFault if a retry may help, Misconfigured if S3 refuses."""
    try:
        reply = call(**arguments)
        body = reply["Body"].read() if "Body" in reply else b""
    except ClientError as error:
        return _refusal(error)
    except (NoCredentialsError, PartialCredentialsError) as error:
        raise Misconfigured(
            "S3 is chosen, but no AWS credentials were found (AWS_PROFILE or the usual chain)"
        ) from error
    except (BotoCoreError, OSError) as error:
        raise ServiceFault(f"S3 {type(error).__name__}") from error
    return Answer(
        body=body,
        etag=reply.get("ETag", ""),
        contents=reply.get("Contents", ()),
        more=reply.get("IsTruncated", False),
    )


def _refusal(error: ClientError) -> Answer:
    code = str(error.response.get("Error", {}).get("Code", ""))
    if code in LOST_RACE:
        return Answer(lost_race=True)
    if code in MISSING:
        return Answer(missing=True)
    if code in REFUSED:
        raise Misconfigured(f"S3 refused the request ({code}): check S3_BUCKET and the credentials' rights") from error
    raise ServiceFault(f"S3 {code}") from error
