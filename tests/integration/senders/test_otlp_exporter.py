"""OpenTelemetry's own exporter of logs, as an application has it, into a server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from opentelemetry._logs import Logger, SeverityNumber
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource

from tests.support.tickets import Tickets, key_for

BODIES = ("The ledger refuses our certificate", "No space left on the disk of the archive")


@contextmanager
def application(tickets: Tickets, key: str, service: str, compression: Compression) -> Iterator[Logger]:
    """One that logs by OpenTelemetry; what it logged is sent when it ends."""
    headers = {"authorization": f"Bearer {key}"}
    exporter = OTLPLogExporter(f"{tickets.address}/v1/logs", headers=headers, compression=compression, timeout=20)
    resource = Resource({"service.name": service, "deployment.environment.name": "prod", "service.version": "1.4.2"})
    provider = LoggerProvider(resource, shutdown_on_exit=False)
    provider.add_log_record_processor(BatchLogRecordProcessor(exporter, schedule_delay_millis=60_000))
    try:
        yield provider.get_logger("shop")
    finally:
        assert provider.force_flush()
        provider.shutdown()


@pytest.mark.parametrize("compression", [Compression.NoCompression, Compression.Gzip, Compression.Deflate])
def test_what_an_application_logs_becomes_tickets(data: Path, tickets: Tickets, compression: Compression) -> None:
    service = f"otel-{compression.value}"
    with application(tickets, key_for(data, "otlp"), service, compression) as log:
        for number in range(60):
            log.emit(severity_number=SeverityNumber.ERROR, body=BODIES[number % 2])
        log.emit(severity_number=SeverityNumber.INFO, body="The cache is warm")
        try:
            raise TimeoutError("no answer of the payment gateway")
        except TimeoutError as error:
            log.emit(severity_number=SeverityNumber.FATAL, body="Checkout failed", exception=error)
    found = tickets.of(service)
    assert sorted(each["occurrences"] for each in found) == [1, 30, 30]
    assert {(each["environment"], each["release"]) for each in found} == {("prod", "1.4.2")}
    [fatal] = [each for each in found if each["severity"] == "CRITICAL"]
    assert fatal["title"] == "Checkout failed"
    explained = tickets.client.get(f"/incidents/{fatal['incident_id']}/explain").text
    assert "TimeoutError: no answer of the payment gateway" in explained
