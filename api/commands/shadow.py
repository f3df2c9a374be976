"""`incident-responder shadow`: who would have received which notifications."""

import time
from dataclasses import asdict
from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, AsJson, Tenant, caller_of, console, print_json, with_store


def shadow(
    since: Annotated[str, typer.Option(help="An age such as 48h or 7d, or an RFC 3339 time.")] = "7d",
    tenant: Tenant = DEFAULT_TENANT,
    as_json: AsJson = False,
) -> None:
    """Show who would have been notified of what, compared with the number of alerts. For use with NOTIFY=off."""
    from api.acts.shadow import shadow_report
    from api.ages import moment_of
    from api.delivery_lines import print_shadow

    asked, caller = moment_of("--since", since, time.time()), caller_of(tenant)
    report = with_store(lambda store: shadow_report(store, store.deliveries, caller, asked))
    if as_json:
        fewer = {each.name: report.fewer(each) for each in report.destinations}
        print_json(asdict(report) | {"fewer_than_alerts": fewer})
    elif report.destinations:
        print_shadow(report)
    else:
        console.print(
            "No message was made in this time: set up a destination and NOTIFY=off, and try again after some alerts."
        )
