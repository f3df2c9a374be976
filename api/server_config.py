"""uvicorn's configuration in every process of a server: its settings, the limit on connections, the certificate."""

import asyncio
import contextlib
import resource

import uvicorn
from fastapi import FastAPI

from api.http.header_guard import HeaderGuard
from api.log_lines import HUMAN, TIME
from api.tls import Renewal, TlsFiles, tls_context
from tools.nouns.json_types import Json
from tools.settings import Settings

# What the application itself says goes where uvicorn's own words go.
_OWN_LOGGERS = ("api", "graph", "tools", "incident_responder")
# Requests under way get this long after SIGTERM; runs and files are closed in what is left of ten seconds.
GRACE_SECONDS = 6
OTHER_FILES = 256
"""Open files besides connections: the database, clients of outside services, logs."""


class ServerConfig(uvicorn.Config):
    """uvicorn's configuration, with our own parts. It is sent to each worker process and loaded there."""

    most_connections: int
    tls: TlsFiles | None = None
    _renewal: asyncio.Task[None] | None = None

    def load(self) -> None:
        """Create the application, and watch the certificate from now on. Raises Misconfigured."""
        super().load()
        if self.tls is not None:
            self.ssl = tls_context(self.tls)
            self._renewal = asyncio.create_task(Renewal(self.ssl, self.tls).watch(), name="certificate")


def allow_connections(settings: Settings) -> tuple[str, ...]:
    """Let this process open as many files as MAX_CONNECTIONS needs; log a warning if the system forbids it."""
    wanted = 2 * settings.max_connections + OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        with contextlib.suppress(ValueError, OSError):  # a system may allow less than it says
            resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < settings.max_connections + OTHER_FILES:
        few = f"the system allows {soft} open files, too few for MAX_CONNECTIONS={settings.max_connections}"
        return (f"{few}: raise `ulimit -Hn` (LimitNOFILE of systemd), or set a smaller MAX_CONNECTIONS",)
    return ()


def _log_config(settings: Settings) -> Json:
    """Return a configuration that writes every line to standard error, in one format."""
    formatter: Json = {"format": HUMAN, "datefmt": TIME}
    if settings.log_format == "json":
        formatter = {"()": "api.log_lines.JsonLines"}
    own = {"handlers": ["default"], "level": settings.log_level.upper(), "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"exchange": {"()": "api.log_lines.ExchangeFilter"}},
        "formatters": {"default": formatter},
        "handlers": {
            "default": {
                "class": "logging.StreamHandler",
                "formatter": "default",
                "filters": ["exchange"],
                "stream": "ext://sys.stderr",
            }
        },
        "loggers": dict.fromkeys((*_OWN_LOGGERS, "uvicorn"), own),
    }


def server_config(settings: Settings, app: FastAPI | str | None) -> ServerConfig:
    """`app` is what this process serves, or the name of what each worker creates; None if it serves nothing."""
    config = ServerConfig(
        app,  # type: ignore[arg-type]  # None is fine until something is served
        factory=isinstance(app, str),
        workers=settings.workers if isinstance(app, str) else 1,
        host=settings.host,
        port=settings.port,
        http=HeaderGuard,
        log_level=settings.log_level.lower() if settings.log_level.upper() == "DEBUG" else "warning",
        log_config=_log_config(settings),
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=GRACE_SECONDS,
        # A worker answers health checks once it has imported everything, which a busy machine makes slow.
        timeout_worker_healthcheck=60,
    )
    config.most_connections = settings.max_connections
    config.tls = TlsFiles.of(settings)
    return config
