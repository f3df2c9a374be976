"""Records the senders' requests that were refused, for the people who connect these senders."""

from collections.abc import Iterator
from contextlib import contextmanager

from api.auth.accounts import Principal
from api.auth.admission import RefusedKey, machine
from api.http.intake_paths import sender_in
from api.services import Services
from tools.inbound.registry import sender_named
from tools.nouns.intake_log import TurnedAway


@contextmanager
def noting_ended_keys(services: Services, path: str) -> Iterator[None]:
    """Within it, the use of a known key that is refused is recorded for the key's tenant; the refusal is unchanged."""
    try:
        yield
    except RefusedKey as error:
        if sender := sender_named(sender_in(path)):
            note_refused(services, machine(error.key), sender.name, error.why)
        raise


def note_refused(services: Services, principal: Principal, sender: str, why: str) -> None:
    """Record a refused request without its body, since its sender did not prove its identity."""
    at = services.toolbox.clock()
    request = TurnedAway(tenant=principal.tenant, sender=sender, identity=principal.identity, at=at, why=why)
    services.last_intakes.turn_away(request)
