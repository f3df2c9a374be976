"""Every setting of the product, read once from the environment and `.env`. `.env.example` documents each."""

from enum import StrEnum
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import SettingsConfigDict

from tools.nouns.activations import NEVER
from tools.nouns.policy import Policy
from tools.nouns.severity import Severity
from tools.telemetry.trace_settings import TraceSettings


class Backend(StrEnum):
    """The implementation of a port; AUTO decides by the keys that are set."""

    AUTO = "auto"
    EMBEDDED = "embedded"
    S3 = "s3"
    PINECONE = "pinecone"
    RUNBOOK = "runbook"
    OPENAI = "openai"
    MINILM = "minilm"
    HUGGINGFACE = "huggingface"


def _one_of(*backends: Backend) -> BeforeValidator:
    """A validator whose error names only these backends."""

    def chosen(value: Any) -> Any:
        if value not in backends:
            raise ValueError(f"use {', '.join(backends[:-1])} or {backends[-1]}")
        return value

    return BeforeValidator(chosen)


class Precision(StrEnum):
    """The arithmetic of the MiniLM model: int8 is two and a half times as fast, fp32 is exact."""

    INT8 = "int8"
    FP32 = "fp32"


def _severity(value: Any) -> Any:
    return Severity.parse(value) if isinstance(value, str) else value


def _seconds(value: Any) -> Any:
    return NEVER if isinstance(value, str) and value.strip().lower() == "off" else value


QuietSetting = Annotated[float, BeforeValidator(_seconds), Field(ge=0)]
"""Seconds, or `off` for never."""


def _days(value: Any) -> Any:
    return None if isinstance(value, str) and value.strip().lower() == "off" else value


DaysSetting = Annotated[Annotated[int, Field(ge=1, le=36_500)] | None, BeforeValidator(_days)]
"""Days, or `off` for never."""

_OTLP_LEVELS = {"TRACE": 1, "DEBUG": 5, "INFO": 9, "WARN": 13, "WARNING": 13, "ERROR": 17, "FATAL": 21}


def _log_level(value: Any) -> Any:
    return _OTLP_LEVELS.get(value.strip().upper(), value) if isinstance(value, str) else value


OtlpSetting = Annotated[int, BeforeValidator(_log_level), Field(ge=1, le=24)]
"""A log level, as OpenTelemetry's number or by name."""

SeveritySetting = Annotated[Severity, BeforeValidator(_severity)]


class Settings(TraceSettings):
    """See `.env.example`; names are the field names in capitals."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    workers: int = Field(default=1, ge=1, le=64)
    max_connections: int = Field(default=1000, ge=1, le=100_000)
    tls_cert_file: Path | None = None
    tls_key_file: Path | None = None
    data_dir: Path = Path("data")
    runbooks_dir: Path | None = None
    shipped_runbooks: str = Field(default="auto", pattern="^(auto|always|never)$")

    jwt_secret_key: SecretStr | None = None
    jwt_previous_secret_key: SecretStr | None = None
    jwt_secret_keys: SecretStr | None = None
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_tenant_claim: str = ""
    oidc_role_claim: str = "roles"
    audit_key: SecretStr | None = None
    audit_key_file: Path | None = None
    audit_anchor_bucket: str | None = None
    audit_anchor_days: int = Field(default=365, ge=1, le=36_500)
    admin_username: str = "admin"
    admin_password: SecretStr | None = None
    access_token_expire_minutes: float = Field(default=60, gt=0, le=24 * 60)
    studio_auth: bool = False

    openai_api_key: SecretStr | None = None
    openai_base_url: str | None = None
    openai_model: str = "gpt-4o-mini"
    openai_fallback_model: str = "gpt-6-luna"
    openai_timeout_seconds: float = Field(default=20, gt=0, le=120)
    llm_calls_per_minute: int = Field(default=60, ge=0)
    llm_tokens_per_minute: int = Field(default=100_000, ge=0)
    advice_wait_seconds: float = Field(default=5, ge=0, le=60)

    pinecone_api_key: SecretStr | None = None
    pinecone_index: str = "incidents"
    pinecone_host: str | None = None
    s3_bucket: str | None = None
    s3_prefix: str = "incident-responder"
    aws_profile: str | None = None
    aws_endpoint_url: str | None = None
    queue_url: str | None = None

    ticket_store: Annotated[Backend, _one_of(Backend.AUTO, Backend.EMBEDDED, Backend.S3)] = Backend.AUTO
    vector_index: Annotated[Backend, _one_of(Backend.AUTO, Backend.EMBEDDED, Backend.PINECONE)] = Backend.AUTO
    advisor: Annotated[Backend, _one_of(Backend.AUTO, Backend.RUNBOOK, Backend.OPENAI)] = Backend.AUTO
    embeddings: Annotated[Backend, _one_of(Backend.AUTO, Backend.MINILM, Backend.HUGGINGFACE)] = Backend.AUTO
    embeddings_precision: Precision = Precision.INT8
    huggingface_model: str = "sentence-transformers/all-MiniLM-L6-v2"
    minilm_path: Path | None = None
    embed_queue: int = Field(default=16, ge=1, le=10_000)
    retention_days: DaysSetting = None
    match_backlog: int = Field(default=5_000, ge=0)

    similarity_threshold: float = Field(default=0.7, ge=0, le=1)
    runbook_match_threshold: float = Field(default=0.7, ge=0, le=1)
    default_severity: SeveritySetting = Severity.MEDIUM
    regression_severity: SeveritySetting = Severity.HIGH
    regression_grace_seconds: float = Field(default=0, ge=0)
    flap_count: int = Field(default=0, ge=0)
    flap_window_seconds: float = Field(default=3600, gt=0)
    recovery_quiet_seconds: QuietSetting = 900
    resolve_settle_seconds: float = Field(default=900, ge=0)
    activation_stale_seconds: float = Field(default=86_400, gt=0)

    rate_limit: str = "1000/second"
    new_incident_limit: str = "1000/minute"
    otlp_min_severity: OtlpSetting = 17
    slack_signing_secret: SecretStr | None = None
    destinations_file: Path | None = None
    slack_webhook_url: SecretStr | None = None
    slack_bot_token: SecretStr | None = None
    slack_channel: str | None = None
    pagerduty_routing_key: SecretStr | None = None
    login_rate_limit: str = "10/5 minutes"
    metrics_token: SecretStr | None = None
    docs: bool = True
    public_url: str | None = Field(default=None, pattern="^https?://[^/?#@]+/?$")
    mcp: bool = True
    mcp_write: bool = False
    notify: bool = True
    notify_webhook_url: str | None = None
    notify_webhook_secret: SecretStr | None = None
    trusted_proxies: str = ""
    log_level: str = "INFO"
    log_format: str = Field(default="human", pattern="^(human|json)$")

    @cached_property
    def policy(self) -> Policy:
        """The tunables of the rules."""
        return Policy(
            similarity_threshold=self.similarity_threshold,
            default_severity=self.default_severity,
            regression_severity=self.regression_severity,
            regression_grace=self.regression_grace_seconds,
            flap_count=self.flap_count,
            flap_window=self.flap_window_seconds,
            recovery_quiet=self.recovery_quiet_seconds,
            resolve_settle=self.resolve_settle_seconds,
            activation_stale=self.activation_stale_seconds,
        )

    @property
    def base_url(self) -> str | None:
        """The address where people open the dashboard, without a trailing slash; None if it is unknown."""
        if self.public_url is not None:
            return self.public_url.rstrip("/")
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}" if self.host in _LOOPBACK else None

    @property
    def scheme(self) -> str:
        """The scheme that `serve` itself uses."""
        return "https" if self.tls_cert_file is not None else "http"

    @property
    def only_https(self) -> bool:
        """True if browsers connect over TLS, by this server or a proxy."""
        return self.scheme == "https" or (self.public_url or "").startswith("https:")

    @property
    def on_loopback(self) -> bool:
        """True if only this machine can reach the server."""
        try:
            return self.host == "localhost" or ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def store_backend(self) -> Backend:
        """S3 if a bucket is named, unless TICKET_STORE says otherwise."""
        return _pick(self.ticket_store, Backend.S3 if self.s3_bucket else Backend.EMBEDDED)

    @property
    def queue_in_process(self) -> bool:
        """True if the queue is in this process's memory."""
        return self.queue_url == "memory:"

    @property
    def index_backend(self) -> Backend:
        """Pinecone if its key is set, unless VECTOR_INDEX says otherwise."""
        return _pick(self.vector_index, Backend.PINECONE if self.pinecone_api_key else Backend.EMBEDDED)

    @property
    def advisor_backend(self) -> Backend:
        """OpenAI if its key is set, unless ADVISOR says otherwise."""
        return _pick(self.advisor, Backend.OPENAI if self.openai_api_key else Backend.RUNBOOK)

    @property
    def embeddings_backend(self) -> Backend:
        """The torch-free MiniLM unless EMBEDDINGS=huggingface."""
        return _pick(self.embeddings, Backend.MINILM)


_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _pick(chosen: Backend, by_key: Backend) -> Backend:
    return by_key if chosen is Backend.AUTO else chosen
