"""Checks that the settings suit a function, whose processes share no disk, come and go, and print to nobody."""

from tools.errors import Misconfigured
from tools.settings import Backend, Settings


def check_settings(settings: Settings) -> None:
    """Raise Misconfigured, naming the variable, for settings that would make a function's processes disagree."""
    if settings.store_backend is not Backend.S3:
        raise Misconfigured(
            "S3_BUCKET is not set: each process of the function would have its own embedded store and lose it"
        )
    if settings.jwt_secret_key is None and settings.jwt_secret_keys is None:
        raise Misconfigured("JWT_SECRET_KEY is not set: each process of the function would sign with its own key")
    if settings.admin_password is None:
        raise Misconfigured("ADMIN_PASSWORD is not set: a generated one would be lost before anybody saw it")
    if settings.queue_in_process:
        raise Misconfigured("QUEUE_URL=memory: a queue in memory is lost when the function's process ends")
