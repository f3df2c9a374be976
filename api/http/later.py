"""Errors on senders' routes: passing failures are 503, because many senders treat every 4xx, even 429, as final."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from api.http.problems import ProblemError
from tools.errors import Overloaded


@contextmanager
def limits_as_unavailable() -> Iterator[None]:
    """Within it, limits and full queues are answered with 503 and `Retry-After`."""
    try:
        yield
    except Overloaded as error:
        raise ProblemError(503, str(error), retry_after=error.retry_after) from error
    except ProblemError as error:
        if error.status != HTTPStatus.TOO_MANY_REQUESTS:
            raise
        raise ProblemError(503, error.detail, retry_after=error.retry_after) from error
