"""Settings with which the processes of a function would not agree do not start."""

from typing import Any

import pytest

from api.cloud.fitness import check_settings
from tools.errors import Misconfigured
from tools.settings import Settings

FIT: dict[str, Any] = {"s3_bucket": "tickets", "jwt_secret_key": "k" * 40, "admin_password": "correct horse battery"}


def settings(**changes: Any) -> Settings:
    return Settings(_env_file=None, **(FIT | changes))


def test_a_bucket_and_secrets_that_stay_are_enough() -> None:
    check_settings(settings())
    check_settings(settings(queue_url="https://sqs.eu-west-1.amazonaws.com/1/reports"))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"s3_bucket": None}, "S3_BUCKET"),
        ({"ticket_store": "embedded"}, "S3_BUCKET"),
        ({"jwt_secret_key": None}, "JWT_SECRET_KEY"),
        ({"admin_password": None}, "ADMIN_PASSWORD"),
        ({"queue_url": "memory:"}, "QUEUE_URL"),
    ],
)
def test_what_a_function_cannot_work_with_is_named(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(Misconfigured, match=named):
        check_settings(settings(**changes))
