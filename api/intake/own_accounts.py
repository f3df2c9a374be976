"""Our own acts in other systems, which those tell of as they tell of everybody's: they must not act here again."""

from tools.inbound.signal import Acted
from tools.ports import ActsByAccount, Directory


async def is_our_own(directory: Directory, sender: str, acted: Acted) -> bool:
    """True for what a destination of ours did to an object that we made.

    Raises Unavailable while nobody can say which account is ours: the body is to be sent again.
    """
    if not (acted.by_id and acted.incident_id):
        return False
    for each in directory.destinations():
        if isinstance(each, ActsByAccount) and each.sender == sender and await each.account_id() == acted.by_id:
            return True
    return False
