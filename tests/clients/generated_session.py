"""What a program does with the generated client: log in, report with a key, list, resolve, and read a refusal."""

import sys

from responder import AuthenticatedClient, Client
from responder.api.actions import resolve_incident
from responder.api.incidents import list_incidents
from responder.api.login import login
from responder.api.reports import report_incident
from responder.models import Credentials, IncidentList, ProblemDocument, ReportAnswer, ReportBody, ResolveBody, Token


def main(url: str, password: str) -> None:
    """Every answer is of the type that the description promises."""
    token = login.sync(client=Client(url), body=Credentials("admin", password))
    assert isinstance(token, Token), token
    client = AuthenticatedClient(url, token.access_token)
    report = ReportBody(log="no space left on device", service="db")
    first = report_incident.sync(client=client, body=report, idempotency_key="once")
    again = report_incident.sync(client=client, body=report, idempotency_key="once")
    assert isinstance(first, ReportAnswer), first
    assert isinstance(again, ReportAnswer), again
    assert (first.status, first.request_id, again.occurrences) == ("new", again.request_id, 1)
    assert isinstance(first.incident_id, str), first
    listed = list_incidents.sync(client=client, service="db")
    assert isinstance(listed, IncidentList), listed
    assert [each.incident_id for each in listed.incidents] == [first.incident_id]
    closed = resolve_incident.sync(client=client, body=ResolveBody(first.incident_id, "rotated the logs", "ann"))
    assert closed is not None
    missing = resolve_incident.sync(client=client, body=ResolveBody("inc_none", "rotated the logs", "ann"))
    assert isinstance(missing, ProblemDocument), missing
    assert (missing.type_, missing.status) == ("/problems/not-found", 404)
    refused = login.sync(client=Client(url), body=Credentials("admin", "wrong"))
    assert isinstance(refused, ProblemDocument), refused
    sys.stdout.write("the generated client works\n")


main(*sys.argv[1:])
