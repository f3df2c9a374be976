"""The only code that uses boto3 for SQS: it makes the client and classifies its errors."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar
from urllib.parse import urlsplit

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PartialCredentialsError

from tools.amazon import session_of
from tools.errors import Misconfigured
from tools.resilience.guard import ServiceFault

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

P = ParamSpec("P")
R = TypeVar("R")
CONNECT_TIMEOUT_SECONDS = 3
LONGEST_POLL_SECONDS = 20  # SQS's limit for long polling
READ_TIMEOUT_SECONDS = LONGEST_POLL_SECONDS + 5
_REGION = re.compile(r"(?:sqs|queue)\.([a-z0-9-]+)\.")
REFUSED = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AWS.SimpleQueueService.NonExistentQueue",
        "QueueDoesNotExist",
        "InvalidClientTokenId",
        "InvalidAddress",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)


def make_client(url: str, profile: str | None, connections: int) -> "SQSClient":
    """A client for the queue at this URL. Its own retries are off, because `tools.resilience` retries.

    Host and region come from the URL, so that the bucket may be in another region. Raises Misconfigured.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.path.strip("/"):
        raise Misconfigured(
            "QUEUE_URL is not the URL of a queue: use https://sqs.<region>.amazonaws.com/<account>/<name>"
        )
    if url.endswith(".fifo"):
        raise Misconfigured("QUEUE_URL is a FIFO queue: use a standard one, reports are ordered by their own times")
    region = _REGION.match(parts.hostname or "")
    config = Config(
        max_pool_connections=connections,
        connect_timeout=CONNECT_TIMEOUT_SECONDS,
        read_timeout=READ_TIMEOUT_SECONDS,
        retries={"total_max_attempts": 1, "mode": "standard"},
    )
    try:
        session = session_of(profile, region[1] if region else None)
        return session.client("sqs", endpoint_url=f"{parts.scheme}://{parts.netloc}", config=config)
    except (BotoCoreError, ValueError) as error:
        raise Misconfigured(f"QUEUE_URL: cannot make an SQS client: {error}") from error


def ask(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Make one request in this thread. Raises ServiceFault if a retry may help, Misconfigured if SQS refuses."""
    try:
        return call(*args, **kwargs)
    except ClientError as error:
        code = code_of(error)
        if code in REFUSED:
            raise Misconfigured(
                f"SQS refused the request ({code}): check QUEUE_URL and the credentials' rights"
            ) from error
        raise ServiceFault(f"SQS {code}") from error
    except (NoCredentialsError, PartialCredentialsError) as error:
        raise Misconfigured("QUEUE_URL: no AWS credentials were found (AWS_PROFILE or the usual chain)") from error
    except (BotoCoreError, OSError) as error:
        raise ServiceFault(f"SQS {type(error).__name__}") from error


def code_of(error: ClientError) -> str:
    """The service's error code."""
    return str(error.response.get("Error", {}).get("Code", ""))
