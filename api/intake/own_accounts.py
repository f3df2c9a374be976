"""Recognises our own acts when another system reports them back, as it reports anybody's; they must not act again."""

from tools.inbound.signal import Acted
from tools.ports import ActsByAccount, Directory


async def is_our_own(directory: Directory, sender: str, acted: Acted) -> bool:
    """True for an act by one of our destinations on an object that we made.

    Raises Unavailable while our account there cannot be looked up; the sender should then send the body again.
    """
    if not (acted.by_id and acted.incident_id):
        return False
    for each in directory.destinations():
        if isinstance(each, ActsByAccount) and each.sender == sender and await each.account_id() == acted.by_id:
            return True
    return False
