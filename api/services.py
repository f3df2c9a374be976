"""Everything the routes work with, opened once per process."""

from dataclasses import dataclass

from api.auth.accounts import Authenticator
from api.auth.passwords import PasswordHasher
from api.auth.tokens import TokenSigner
from api.bootstrap import Bootstrap, ensure_admin
from api.http.rate_limits import LoginLimit, ReportLimit
from api.intake.deferral import Deferral
from api.intake.pace import Pace
from api.intake.runs import Runs
from api.telemetry.metrics import Metrics
from graph.builder import Agents, build_graph, make_agents
from tools.settings import Settings
from tools.toolbox import Toolbox


@dataclass(frozen=True, slots=True)
class Services:
    """What a request may need. Routes get it from `api.deps`."""

    settings: Settings
    toolbox: Toolbox
    agents: Agents
    runs: Runs
    pace: Pace
    deferral: Deferral
    signer: TokenSigner
    passwords: PasswordHasher
    authenticator: Authenticator
    report_limit: ReportLimit
    login_limit: LoginLimit
    metrics: Metrics


async def open_services(settings: Settings, toolbox: Toolbox, made: Bootstrap, metrics: Metrics) -> Services:
    """Build the services on an open toolbox and make sure there is an administrator."""
    agents = make_agents(toolbox)
    signer = TokenSigner.configured(settings, made.jwt_secret)
    passwords, pace = PasswordHasher(), Pace()
    await ensure_admin(toolbox.accounts, passwords, settings)
    return Services(
        settings=settings,
        toolbox=toolbox,
        agents=agents,
        runs=Runs(build_graph(agents.nodes), agents.analyzer, pace, settings.embed_queue),
        pace=pace,
        deferral=Deferral(settings.match_backlog),
        signer=signer,
        passwords=passwords,
        authenticator=Authenticator(signer, toolbox.accounts),
        report_limit=ReportLimit(settings.rate_limit),
        login_limit=LoginLimit(settings.login_rate_limit),
        metrics=metrics,
    )
