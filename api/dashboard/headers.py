"""The security headers of every page."""

from starlette.responses import Response

# Only our own content; no inline scripts or styles; not framed by other sites; forms post only to us.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def protect(response: Response) -> Response:
    """Add the headers. A page is not cached unless it sets its own Cache-Control."""
    for name, value in _ALWAYS.items():
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response
