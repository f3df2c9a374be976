"""`incident-responder set-up`: the work of a first start, for deployments whose processes should not do it."""

import asyncio

from api.console import console


def set_up() -> None:
    """Read the runbooks, create the first administrator and exit. Run it once before functions or several servers."""
    from rich.markup import escape

    from api import server
    from api.bootstrap import prepare
    from tools.settings import Settings

    settings = Settings()
    for warning in prepare(settings).warnings:
        console.print(f"[yellow]warning:[/] {escape(warning)}", highlight=False, soft_wrap=True)
    generated = asyncio.run(server.set_up(settings)).password
    console.print("The runbooks are read, and there is an administrator.", highlight=False)
    if generated is not None:
        console.print(
            f"The password of {settings.admin_username}, shown only now: [bold]{generated}[/]", highlight=False
        )
