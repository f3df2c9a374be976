"""The settings for tracing, under OpenTelemetry's names."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

from tools.telemetry.sampling import SAMPLERS


class TraceSettings(BaseSettings):
    """The tracing part of `Settings`."""

    otel_exporter_otlp_endpoint: str | None = Field(default=None, pattern=r"^https?://[^?#@\s]+$")
    otel_exporter_otlp_headers: SecretStr | None = None
    otel_service_name: str = "incident-responder"
    otel_traces_sampler: str = Field(default="parentbased_traceidratio", pattern=f"^({'|'.join(SAMPLERS)})$")
    otel_traces_sampler_arg: float = Field(default=0.1, ge=0, le=1)
    otel_sdk_disabled: bool = False
