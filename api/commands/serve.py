"""`incident-responder serve`: prepares a first start, then serves the API until it is stopped."""

import os
from typing import Annotated

import typer


def serve(
    host: Annotated[str | None, typer.Option(help="The address; the default is HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="The port; the default is PORT.", min=0, max=65535)] = None,
    workers: Annotated[
        int | None, typer.Option(help="How many processes to run; the default is WORKERS.", min=1, max=64)
    ] = None,
) -> None:
    """Set up what is missing, then serve the API and the pages."""
    from api.address import check_address
    from api.starting import uncollected
    from tools.settings import Settings

    for name, value in (("HOST", host), ("PORT", port), ("WORKERS", workers)):
        if value is not None:
            os.environ[name] = str(value)
    settings = Settings()
    check_address(settings.host, settings.port)
    with uncollected():
        from api.server import run
    run(settings)
