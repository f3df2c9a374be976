"""Keeps redirects within the pages: never to another site."""

from urllib.parse import urlsplit

HOME = "/ui/"


def own_address(address: str) -> str:
    """A path of these pages; anything else leads home, so that no link to us leads elsewhere."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return HOME
    plain = address.isascii() and address.isprintable() and "\\" not in address
    inside = not parts.scheme and not parts.netloc and address.startswith(HOME)
    return address if plain and inside else HOME
