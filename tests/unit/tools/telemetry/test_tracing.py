"""Traces are on only where a collector is named; nothing that exports them is loaded otherwise."""

import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from pydantic import ValidationError

from tools.settings import Settings
from tools.telemetry.tracing import UNTRACED, open_tracing

ROOT = Path(__file__).resolve().parents[4]
OFF = """
import sys, asyncio
from contextlib import AsyncExitStack
from api.app import create_app
from tools.settings import Settings
from tools.telemetry.tracing import open_tracing
settings = Settings(_env_file=None)
create_app(settings)
assert not open_tracing(settings, AsyncExitStack()).is_on
loaded = [name for name in sys.modules if name.startswith(("opentelemetry.exporter", "opentelemetry.sdk.trace.export"))]
print([*loaded, *filter("tools.telemetry.exporting".__eq__, sys.modules)])
"""


def test_nothing_that_exports_is_loaded_while_it_is_off() -> None:
    told = subprocess.run([sys.executable, "-c", OFF], cwd=ROOT, env={}, capture_output=True, text=True, check=False)
    assert (told.stdout.strip(), told.returncode) == ("[]", 0), told.stderr


@pytest.mark.parametrize(
    "settings", [{}, {"otel_exporter_otlp_endpoint": "http://127.0.0.1:1", "otel_sdk_disabled": True}]
)
def test_without_a_collector_nothing_is_traced(settings: dict[str, object]) -> None:
    chosen = Settings(_env_file=None, **settings)  # type: ignore[arg-type]
    assert open_tracing(chosen, AsyncExitStack()) is UNTRACED


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("otel_exporter_otlp_endpoint", "127.0.0.1:4318"),
        ("otel_exporter_otlp_endpoint", "http://user:secret@collector"),
        ("otel_exporter_otlp_endpoint", "http://collector/?token=x"),
        ("otel_traces_sampler", "sometimes"),
        ("otel_traces_sampler_arg", "1.1"),
        ("otel_traces_sampler_arg", "ten"),
    ],
)
def test_a_setting_that_cannot_work_is_named(name: str, value: str) -> None:
    with pytest.raises(ValidationError, match=name):
        Settings(_env_file=None, **{name: value})  # type: ignore[arg-type]
