"""Links from an alert, without credentials in them."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tools import deferred_re as re

_SECRET_NAME = re.compile(
    r"(?i)^(?:.*[_-])?"
    r"(?:token|key|secret|password|passwd|sig|signature|auth|apikey|code|credential|session|jwt|sv|se|sp)$"
    r"|^x-(?:amz|goog)-"
)
# Webhook addresses: anybody who knows one can post to it.
_POSTABLE = re.compile(
    r"(?i)^https?://(?:hooks\.slack\.com/|[^/]{1,200}/api/webhooks/|[^/]{1,200}/webhookb2/"
    r"|events\.pagerduty\.com/integration/"
    r"|[^/]{1,200}/hooks/|maker\.ifttt\.com/)"
)
# A cheap check before the query is parsed.
_SECRETISH = re.compile(r"(?i)token|key|secret|passw|sig|auth|code|credential|session|jwt|x-amz-|x-goog-|[?&]s[vep]=")
_LINK_CHARS = 2_000


def safe_link(value: str) -> str:
    """An http or https address without user, password and secret parameters; "" for anything else."""
    url = value.strip()
    if not url.startswith(("http://", "https://")) or len(url) > _LINK_CHARS or any(c in url for c in ' \n\t"<>{}'):
        return ""
    if _POSTABLE.match(url):
        return ""
    return _scrubbed(url) if "@" in url or _SECRETISH.search(url) else url


def _scrubbed(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return ""
    pairs = parse_qsl(parts.query, keep_blank_values=True) if parts.query else []
    kept = [(name, text) for name, text in pairs if not _SECRET_NAME.match(name)]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    fragment = "" if re.search(r"(?i)token=|secret=|key=", parts.fragment) else parts.fragment
    return urlunsplit((parts.scheme, host, parts.path, query, fragment))
