"""Keeps redirects within our pages (no open redirect)."""

from urllib.parse import urlsplit

HOME = "/ui/"


def own_address(address: str) -> str:
    """The address if it is a path of our pages, else the home page, so that no link to us leads to another site."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return HOME
    plain = address.isascii() and address.isprintable() and "\\" not in address
    inside = not parts.scheme and not parts.netloc and address.startswith(HOME)
    return address if plain and inside else HOME
