"""Sessions with Amazon's library, which knows nobody's settings but the usual chain of files and variables.

Made by botocore: boto3 takes half as long again to load, and adds nothing that a plain client uses.
"""

from functools import cache

from botocore.loaders import Loader, create_loader
from botocore.session import Session


def session_of(profile: str | None) -> Session:
    """A session with the credentials of AWS_PROFILE, or of the usual chain."""
    session = Session(profile=profile)
    # Each session would parse a megabyte of endpoints by itself.
    session.register_component("data_loader", _descriptions())
    return session


@cache
def _descriptions() -> Loader:
    return create_loader()
