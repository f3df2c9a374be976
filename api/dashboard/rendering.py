"""Renders templates. Autoescape is on, and an unknown name in a template is an error."""

import asyncio
import gzip
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.dashboard import formats
from api.dashboard.assets import assets
from api.dashboard.navigation import NAVIGATION
from api.dashboard.visitors import Visitor
from api.deps import services_of
from api.version import product_version

if TYPE_CHECKING:
    from jinja2 import Environment

_WORTH_ZIPPING = 1400
"""Minimum size in bytes: a smaller body fits into one packet anyway."""


@cache
def environment() -> "Environment":
    """All templates, read and compiled for the first page; afterwards rendering reads no files."""
    from jinja2 import DictLoader, Environment, StrictUndefined

    found = dict(_templates(files("api.dashboard").joinpath("templates"), ""))
    made = Environment(
        loader=DictLoader(found),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
        auto_reload=False,
    )
    made.filters.update(formats.FILTERS)
    made.tests.update(formats.TESTS)
    made.globals.update(
        {"asset": lambda name: assets().by_file[name].address, "navigation": NAVIGATION, "version": product_version()}
    )
    for name in found:
        made.get_template(name)
    return made


def _templates(folder: Traversable, path: str) -> list[tuple[str, str]]:
    found = []
    for each in folder.iterdir():
        if each.is_dir():
            found += _templates(each, f"{path}{each.name}/")
        elif each.name.endswith(".html"):
            found.append((path + each.name, each.read_text("utf-8")))
    return found


async def page(
    request: Request, template: str, visitor: Visitor | None, *, status: int = 200, active: str = "", **shown: Any
) -> Response:
    """Render a page or a part of one. `active` is the name of its navigation entry."""
    await asyncio.to_thread(environment)
    text = (
        environment()
        .get_template(template)
        .render(visitor=visitor, active=active, path=request.url.path, docs=services_of(request).settings.docs, **shown)
    )
    return html(request, text, status)


def html(request: Request, text: str, status: int = 200) -> Response:
    """An HTML answer, compressed if the browser accepts gzip."""
    body, headers = text.encode(), {"Vary": "Accept-Encoding, Cookie, HX-Request"}
    if len(body) > _WORTH_ZIPPING and "gzip" in request.headers.get("accept-encoding", ""):
        body, headers = gzip.compress(body, 5, mtime=0), headers | {"Content-Encoding": "gzip"}
    return HTMLResponse(body, status, headers)
