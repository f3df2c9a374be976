"""Notifier port: each notice is one signed POST to an address that the operator configured."""

import asyncio
import hashlib
import hmac
from collections.abc import Mapping
from typing import Self

import httpx
import orjson

from tools.errors import Misconfigured, Unavailable
from tools.nouns.notices import Notice, details
from tools.resilience import Guard
from tools.resilience.guard import ServiceFault
from tools.settings import Settings
from tools.times import rfc3339

ANSWER_TIMEOUT_SECONDS = 10.0
AT_FAULT = 500
"""From this status on, and for 429, the receiver is at fault; a lower status refuses only this event."""


class WebhookNotifier:
    """Posts notices to one receiver. The address comes from the settings, never from a report.

    Redirects are not followed, and the answer's body is not read.
    """

    def __init__(self, url: str, secret: str | None = None) -> None:
        self.guard = Guard("webhook", attempts=1)  # the outbox decides about retries
        self._url = url
        self._secret = secret.encode() if secret else None
        self._client = httpx.AsyncClient(timeout=None, trust_env=False)

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open it from NOTIFY_WEBHOOK_URL and NOTIFY_WEBHOOK_SECRET. Raises Misconfigured if it is not http(s)."""
        url, secret = settings.notify_webhook_url or "", settings.notify_webhook_secret
        if not url.startswith(("http://", "https://")):
            raise Misconfigured("NOTIFY_WEBHOOK_URL: an http:// or https:// address is needed")
        return cls(url, secret.get_secret_value() if secret else None)

    async def notify(self, notice: Notice) -> None:
        """See the port. Raises Unavailable unless the receiver answers 2xx.

        Kinds without an older word are skipped: receivers of this format never got them.
        """
        word = notice.older_word
        if word is None:
            return
        body = body_of(notice, word)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "incident-responder",
            "X-Incident-Responder-Event": word,
            "X-Incident-Responder-Delivery": notice.notice_id,
        }
        if self._secret:
            headers["X-Hub-Signature-256"] = signature(self._secret, body)
        status = await self.guard.call(lambda: self._post(body, headers))
        if not 200 <= status < 300:
            raise Unavailable(f"the webhook refused the event with status {status}")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _post(self, body: bytes, headers: Mapping[str, str]) -> int:
        try:
            async with (
                asyncio.timeout(ANSWER_TIMEOUT_SECONDS),
                self._client.stream("POST", self._url, content=body, headers=headers) as answer,
            ):
                status = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise ServiceFault(type(error).__name__) from error
        if status >= AT_FAULT or status == httpx.codes.TOO_MANY_REQUESTS:
            raise ServiceFault(f"status {status}")
        return status


def body_of(notice: Notice, word: str) -> bytes:
    """The body that is posted and signed."""
    return orjson.dumps(
        {
            "id": notice.notice_id,
            "kind": word,
            "tenant": notice.tenant,
            "incident_id": notice.incident_id,
            "at": rfc3339(notice.at),
            "data": details(notice),
        }
    )


def signature(secret: bytes, body: bytes) -> str:
    """The `X-Hub-Signature-256` of a body, as GitHub signs its webhooks."""
    return "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
