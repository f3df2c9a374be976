"""Creates boto3 sessions, which take credentials from AWS_PROFILE or the usual chain of files and variables."""

from functools import cache

import boto3
from botocore.loaders import Loader, create_loader
from botocore.session import Session


def session_of(profile: str | None, region: str | None = None) -> boto3.Session:
    """A session with the credentials of AWS_PROFILE, or of the usual chain. Raises botocore's ProfileNotFound."""
    core = Session(profile=profile)
    # Otherwise each session would parse a megabyte of endpoint data.
    core.register_component("data_loader", _descriptions())
    return boto3.Session(botocore_session=core, region_name=region)


@cache
def _descriptions() -> Loader:
    return create_loader()


def ca_bundle_of(profile: str | None) -> str | None:
    """The certificates that AWS_CA_BUNDLE or the profile names instead of botocore's own."""
    named: str | None = Session(profile=profile).get_config_variable("ca_bundle")
    return named
