"""What a page would do in a browser, read from its markup alone."""

from collections.abc import Iterator
from html.parser import HTMLParser

OWN = ("/", "#")
SCRIPTED = frozenset(("iframe", "object", "embed", "base", "style", "math", "frame", "applet"))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        self.found += [f"<{tag} {name}>" for name in values if name.startswith("on") or name == "style"]
        if tag in SCRIPTED or (tag == "script" and not (values.get("src") or "").startswith("/ui/assets/")):
            self.found.append(f"<{tag}>")
        for name in ("src", "href", "action", "formaction"):
            address = values.get(name)
            if (
                address is not None
                and not address.startswith(OWN)
                and not address.startswith("https://grafana.example")
            ):
                self.found.append(f"<{tag} {name}={address}>")


def active(html: str) -> Iterator[str]:
    """Everything in it that runs, hides or leads elsewhere, and is not ours."""
    reader = _Reader()
    reader.feed(html)
    yield from reader.found
