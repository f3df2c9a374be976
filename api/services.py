"""Everything that routes work with, opened once per process."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.acts.settings import note_settings
from api.auth.accounts import Authenticator
from api.auth.admission import Admission
from api.auth.confirmations import Confirmations
from api.auth.key_ring import KeyRing
from api.auth.passwords import PasswordHasher
from api.auth.sender_check import SenderCheck
from api.auth.sessions import Sessions
from api.auth.signatures.fetching import fetch
from api.auth.signatures.sns import SnsVerifier
from api.auth.tokens import TokenSigner
from api.bootstrap import Bootstrap, ensure_admin
from api.http.answer_writer import AnswerWriter
from api.http.rate_limits import LoginLimit, ReportLimit, parse_rule
from api.intake.intake import Intake
from api.intake.last_intakes import LastIntakes
from api.intake.new_problems import NewProblems
from api.intake.queueing import Queueing
from api.intake.signals import SignalIntake
from api.live.feed import LOOK_SECONDS, LOOK_SECONDS_OF_A_BUCKET, LiveFeed
from api.slack.answering import Answering
from api.slack.apps import SlackApps
from api.slack.opening import open_slack
from api.telemetry.metrics import Metrics
from graph.builder import Agents, make_agents
from tools.settings import Settings
from tools.tenant_watch import TenantWatch
from tools.toolbox import Toolbox

if TYPE_CHECKING:
    from api.auth.oidc import OidcProvider


@dataclass(frozen=True, slots=True)
class Services:
    """The objects that a request may need. Routes get them from `api.deps`."""

    settings: Settings
    toolbox: Toolbox
    agents: Agents
    intake: Intake
    """Turns reports into verdicts."""

    queueing: Queueing
    """Accepts reports that are decided later."""

    answers: AnswerWriter
    signer: TokenSigner
    passwords: PasswordHasher
    ring: KeyRing
    """The API keys, cached for a few seconds."""

    sender_check: SenderCheck
    """Checks whether a sender signed what it posted."""

    signals: SignalIntake
    """Takes in what senders post: alerts, ends of alerts and acts."""

    last_intakes: LastIntakes
    """Records what each sender posted last."""

    authenticator: Authenticator
    """Finds the user who holds a token."""

    tenants: TenantWatch
    """Knows what each tenant may do and use now."""

    oidc: "OidcProvider | None"
    """The single sign-on provider; None if there is none."""

    admission: Admission
    """Finds the user or key behind a request."""

    slack: Answering
    """Answers what people ask for in Slack."""

    slack_apps: SlackApps
    """Knows what Slack signs with, and who may act from it."""

    confirmations: Confirmations
    """Makes and checks the tokens that confirm an act which was shown first."""

    sessions: Sessions
    """Finds the user that a browser's cookie stands for."""

    live: LiveFeed
    """Streams what happens to tickets."""

    report_limit: ReportLimit
    login_limit: LoginLimit
    metrics: Metrics

    def forget_user(self, username: str) -> None:
        """Drop what is cached about a user whom this process has just changed: tokens and sessions are checked anew."""
        self.authenticator.forget(username)
        self.sessions.forget(username)


async def open_services(settings: Settings, toolbox: Toolbox, bootstrap: Bootstrap, metrics: Metrics) -> Services:
    """Build the services on an open toolbox, and make sure there is an administrator."""
    agents = make_agents(toolbox)
    signer = TokenSigner(bootstrap.signing_keys, settings.access_token_expire_minutes * 60)
    passwords = PasswordHasher()
    watch = TenantWatch(toolbox.accounts.tenants, toolbox.clock)
    authenticator = Authenticator(signer, toolbox.accounts)
    ring, intake = (
        KeyRing(toolbox.keys, toolbox.clock),
        Intake.open(toolbox, agents, metrics, watch, _new_problems(toolbox)),
    )
    slack_apps = SlackApps(settings, toolbox.directory)
    await ensure_admin(toolbox.accounts, passwords, settings)
    await note_settings(toolbox.accounts, settings)
    if toolbox.model is not None:
        toolbox.model.watch = metrics.model_use
    return Services(
        settings=settings,
        toolbox=toolbox,
        agents=agents,
        intake=intake,
        queueing=Queueing(toolbox.queue, intake, toolbox.store),
        answers=AnswerWriter(),
        signer=signer,
        passwords=passwords,
        ring=ring,
        sender_check=SenderCheck(toolbox.keys, ring, SnsVerifier(fetch)),
        signals=SignalIntake(toolbox, intake),
        last_intakes=LastIntakes(toolbox.intake_log),
        authenticator=authenticator,
        oidc=_oidc(settings),
        admission=Admission(authenticator, ring, toolbox.accounts, watch),
        tenants=watch,
        confirmations=Confirmations(bootstrap.signing_keys, toolbox.clock),
        slack=open_slack(toolbox, slack_apps),
        slack_apps=slack_apps,
        sessions=Sessions(toolbox.sessions, toolbox.accounts, toolbox.clock),
        live=LiveFeed(toolbox.store, LOOK_SECONDS if toolbox.reconciler is None else LOOK_SECONDS_OF_A_BUCKET),
        report_limit=ReportLimit(settings.rate_limit),
        login_limit=LoginLimit(settings.login_rate_limit),
        metrics=metrics,
    )


def _new_problems(toolbox: Toolbox) -> NewProblems | None:
    rule = parse_rule("NEW_INCIDENT_LIMIT", toolbox.settings.new_incident_limit)
    if rule is None or parse_rule("RATE_LIMIT", toolbox.settings.rate_limit) is None:
        return None
    return NewProblems(rule.amount, rule.get_expiry(), toolbox.whole_store.new_counts, toolbox.clock)


def _oidc(settings: Settings) -> "OidcProvider | None":
    if settings.oidc_issuer is None:
        return None
    from api.auth.oidc import OidcProvider

    return OidcProvider(settings)
