"""Notes which requests of senders are not let in, for the people who connect them."""

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
    """Within it, a key that proves whose it is and may not be used is noted for its tenant. It is refused as before."""
    try:
        yield
    except RefusedKey as error:
        if sender := sender_named(sender_in(path)):
            note_refused(services, machine(error.key), sender.name, error.why)
        raise


def note_refused(services: Services, principal: Principal, sender: str, why: str) -> None:
    """Nothing of the body is kept: its sender did not prove who it is."""
    at = services.toolbox.clock()
    request = TurnedAway(tenant=principal.tenant, sender=sender, identity=principal.identity, at=at, why=why)
    services.last_intakes.turn_away(request)
