"""The one retry rule for failures of the language model."""

import asyncio
import json
from enum import StrEnum

import openai
from langchain_core.exceptions import OutputParserException
from pydantic import ValidationError


class Malformed(Exception):
    """The service answered, but not as asked: cut off, refused, or not according to the schema."""


class Retry(StrEnum):
    """What to try after a failed call."""

    WAIT = "wait and repeat"
    REPEAT = "repeat once"
    OTHER_MODEL = "ask the fallback model"
    OTHER_FORM = "ask for JSON in words"
    NONE = "give up"


MALFORMED = (
    Malformed,
    ValidationError,
    OutputParserException,
    json.JSONDecodeError,
    openai.LengthFinishReasonError,
    openai.ContentFilterFinishReasonError,
    openai.APIResponseValidationError,
)
SCHEMA_WORDS = ("response_format", "json_schema", "structured output", "guided")
GONE_CODES = {"model_not_found", "model_deprecated", "model_retired"}


def retry_for(error: Exception) -> Retry:
    """Decide what to try.

    What a retry cannot cure is never retried: authentication, a bad request, an exhausted account.
    """
    if isinstance(error, MALFORMED) or isinstance(error.__cause__, Malformed):
        return Retry.REPEAT
    if isinstance(error, openai.APIStatusError):
        return _by_status(error)
    return Retry.WAIT if isinstance(error, (openai.APIConnectionError, TimeoutError)) else Retry.NONE


def retry_after(error: Exception) -> float:
    """Return the seconds that the service asks us to wait; 0 if it does not say."""
    header = error.response.headers.get("retry-after", "") if isinstance(error, openai.APIStatusError) else ""
    return float(header) if header.replace(".", "", 1).isdigit() else 0.0


def reason(error: BaseException) -> str:
    """Return a failure in our own words; the service's might quote a key or a prompt."""
    match error:
        case TimeoutError() | openai.APITimeoutError():
            return "no answer in time"
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return "the key was refused"
        case openai.RateLimitError():
            return "rate limit"
        case openai.NotFoundError():
            return "no such model any more"
        case openai.APIStatusError():
            return f"status {error.status_code}"
        case _ if isinstance(error, MALFORMED) or isinstance(error.__cause__, Malformed):
            return "an answer of the wrong form"
        case openai.APIConnectionError():
            return "no connection"
        case _:
            return type(error).__name__


def outcome_of(error: BaseException) -> str:
    """Return one of a few words for how a call failed."""
    match error:
        case TimeoutError() | openai.APITimeoutError() | asyncio.CancelledError():  # its time was up
            return "timeout"
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return "key-refused"
        case openai.RateLimitError():
            return "rate-limited"
        case openai.APIStatusError():
            return "service-error" if error.status_code >= 500 else "refused"
        case _ if isinstance(error, MALFORMED) or isinstance(error.__cause__, Malformed):
            return "malformed"
        case openai.APIConnectionError():
            return "no-connection"
        case _:
            return "error"


def _by_status(error: openai.APIStatusError) -> Retry:
    if error.status_code in (404, 410) or error.code in GONE_CODES:
        return Retry.OTHER_MODEL
    if error.status_code in (400, 422, 501) and any(word in str(error).lower() for word in SCHEMA_WORDS):
        return Retry.OTHER_FORM  # an older vLLM or Ollama does not know schemas
    if error.code == "insufficient_quota":
        return Retry.NONE
    return Retry.WAIT if error.status_code in (408, 409, 429) or error.status_code >= 500 else Retry.NONE
