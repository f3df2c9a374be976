"""The checks of `doctor`: what may keep this machine from serving well, and what to do about it."""

import shutil
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from api.auth.weak_secrets import check_secrets
from api.file_systems import network_file_system
from api.permissions import permission_warnings
from api.tls import TlsFiles, checked, doubts
from tools.audit_keys import audit_warnings
from tools.errors import IncidentResponderError
from tools.nouns.accounts import Role
from tools.nouns.redacted import derived
from tools.setting_names import stray_names
from tools.settings import Backend, Settings
from tools.tickets.database_file import DATABASE
from tools.toolbox import Toolbox, open_toolbox

LEAST_FREE_BYTES = 1024**3
"""The database and its log grow by about a kilobyte for each report."""


class State(StrEnum):
    """The result of a check."""

    WELL = "well"
    DOUBTFUL = "doubtful"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One result. `text` says what was found and, unless all is well, what to do."""

    point: str
    state: State
    text: str


async def examine(settings: Settings, now: Callable[[], float] = time.time) -> list[Finding]:
    """Return every result, those about the machine first. Nothing is created or changed."""
    found = [*_settings(settings), *_tls(settings), *_folder(settings)]
    if settings.store_backend is Backend.EMBEDDED and not (settings.data_dir / DATABASE).exists():
        where = f"there is no database in {settings.data_dir} yet: `incident-responder serve` makes it"
        return [*found, Finding("store", State.DOUBTFUL, where)]
    try:
        toolbox = await open_toolbox(settings, now)
    except IncidentResponderError as error:
        return [*found, Finding("store", State.WRONG, str(error))]
    try:
        for point, look in (("model", _model), ("store", _store), ("accounts", _accounts), ("destinations", _held)):
            found.append(await _looked(point, look, toolbox))
    finally:
        await toolbox.close()
    return found


def _settings(settings: Settings) -> Iterator[Finding]:
    try:
        doubts = (*check_secrets(settings), *audit_warnings(settings), *stray_names(settings.destinations_file))
    except IncidentResponderError as error:
        yield Finding("settings", State.WRONG, str(error))
        return
    yield from (Finding("settings", State.DOUBTFUL, doubt) for doubt in doubts)
    if not doubts:
        yield Finding("settings", State.WELL, "secrets are strong enough for where they are used")


def _tls(settings: Settings) -> Iterator[Finding]:
    try:
        files = TlsFiles.of(settings)
        if files is None:
            if not (settings.on_loopback or settings.only_https):
                cure = "set TLS_CERT_FILE and TLS_KEY_FILE, or put TLS in front and set PUBLIC_URL to its https address"
                yield Finding("tls", State.DOUBTFUL, f"passwords and reports can be read in transit: {cure}")
            return
        certificate = checked(files)
    except IncidentResponderError as error:
        yield Finding("tls", State.WRONG, str(error))
        return
    found = doubts(files, certificate)
    yield from (Finding("tls", State.DOUBTFUL, doubt) for doubt in found)
    if not found:
        until = f"{certificate.not_valid_after_utc:%Y-%m-%d}"
        yield Finding("tls", State.WELL, f"the certificate in {files.certificate} is good until {until}")


def _folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir
    if not folder.is_dir():
        yield Finding("folder", State.DOUBTFUL, f"DATA_DIR {folder} does not exist: the first start makes it")
        return
    yield from (Finding("folder", State.DOUBTFUL, each) for each in permission_warnings(settings))
    free = shutil.disk_usage(folder).free
    state = State.WELL if free >= LEAST_FREE_BYTES else State.DOUBTFUL
    more = "" if state is State.WELL else ": make room, or nothing will be accepted when it is full"
    yield Finding("disk", state, f"{free / 1024**3:.1f} GiB are free{more}")
    network = network_file_system(folder) if settings.store_backend is Backend.EMBEDDED else None
    if network is not None:
        yield Finding("disk", State.WRONG, f"DATA_DIR lies on {network}: use a disk of this machine, or S3_BUCKET")


async def _looked(point: str, look: Callable[[Toolbox], Awaitable[Finding]], toolbox: Toolbox) -> Finding:
    try:
        return await look(toolbox)
    except IncidentResponderError as error:
        return Finding(point, State.WRONG, str(error))


async def _model(toolbox: Toolbox) -> Finding:
    await toolbox.embedder.embed([derived("disk full")])
    return Finding("model", State.WELL, f"{toolbox.embedder.identity} answers")


async def _store(toolbox: Toolbox) -> Finding:
    await toolbox.store.ready()
    backend, index = toolbox.settings.store_backend.value, toolbox.settings.index_backend.value
    advisor = toolbox.settings.advisor_backend.value
    return Finding("store", State.WELL, f"{backend} store, {index} index, advice by {advisor}")


async def _accounts(toolbox: Toolbox) -> Finding:
    able = [each for each in await toolbox.accounts.users() if each.role >= Role.ADMIN and not each.disabled]
    if not able:
        cure = "no administrator can sign in: `incident-responder user enable NAME`, or add one"
        return Finding("accounts", State.WRONG, cure)
    return Finding("accounts", State.WELL, f"{len(able)} can administrate")


async def _held(toolbox: Toolbox) -> Finding:
    hold = await toolbox.whole_store.lanes.held()
    if hold is not None:
        return Finding("destinations", State.DOUBTFUL, f"notifications are held ({hold.why}): `deliveries release`")
    return Finding("destinations", State.WELL, "messages go out")
