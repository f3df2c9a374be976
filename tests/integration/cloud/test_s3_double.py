"""The S3 double is as strict as the protocol needs, judged through the real boto3."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import httpx
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionError, HTTPClientError


@pytest.fixture
def client(address: str) -> Iterator[Any]:
    httpx.delete(f"{address}/_double/objects")
    httpx.put(f"{address}/_double/faults", json={})
    config = Config(max_pool_connections=16, retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
    made = boto3.client(
        "s3", endpoint_url=address, region_name="us-east-1", config=config,
        aws_access_key_id="test", aws_secret_access_key="test",
    )  # fmt: skip
    yield made
    made.close()


def code_of(call: Callable[[], Any]) -> str:
    with pytest.raises(ClientError) as caught:
        call()
    return str(caught.value.response["Error"]["Code"])


def test_conditional_writes_are_honoured(client: Any) -> None:
    first = client.put_object(Bucket="tickets", Key="k", Body=b"1", IfNoneMatch="*")["ETag"]
    assert code_of(lambda: client.put_object(Bucket="tickets", Key="k", Body=b"2", IfNoneMatch="*")) == (
        "PreconditionFailed"
    )
    second = client.put_object(Bucket="tickets", Key="k", Body=b"2", IfMatch=first)["ETag"]
    assert code_of(lambda: client.put_object(Bucket="tickets", Key="k", Body=b"3", IfMatch=first)) == (
        "PreconditionFailed"
    )
    assert code_of(lambda: client.put_object(Bucket="tickets", Key="none", Body=b"", IfMatch=second)) == "NoSuchKey"
    assert client.get_object(Bucket="tickets", Key="k")["Body"].read() == b"2"
    assert code_of(lambda: client.delete_object(Bucket="tickets", Key="k", IfMatch=first)) == "PreconditionFailed"
    client.delete_object(Bucket="tickets", Key="k", IfMatch=second)
    assert code_of(lambda: client.get_object(Bucket="tickets", Key="k")) == "NoSuchKey"


def test_sixteen_racers_have_one_winner_per_key(client: Any) -> None:
    def create(number: int) -> bool:
        try:
            client.put_object(Bucket="tickets", Key=f"race/{number % 12}", Body=b"%d" % number, IfNoneMatch="*")
        except ClientError:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(create, range(192))) == 12


def test_listings_page_in_order(client: Any) -> None:
    for number in range(25):
        client.put_object(Bucket="tickets", Key=f"page/{number:02} é&", Body=b"x")
    client.put_object(Bucket="tickets", Key="pagf", Body=b"x")
    pages = client.get_paginator("list_objects_v2").paginate(
        Bucket="tickets", Prefix="page/", PaginationConfig={"PageSize": 10}
    )
    names = [[item["Key"] for item in page.get("Contents", ())] for page in pages]
    assert [len(page) for page in names] == [10, 10, 5]
    assert sum(names, []) == [f"page/{number:02} é&" for number in range(25)]
    after = client.list_objects_v2(Bucket="tickets", Prefix="page/", StartAfter="page/22 é&")
    assert [item["Key"] for item in after["Contents"]] == ["page/23 é&", "page/24 é&"]


@pytest.mark.parametrize(
    ("faults", "code"),
    [
        ({"conflict": 1}, "ConditionalRequestConflict"),
        ({"precondition": 1}, "PreconditionFailed"),
        ({"unavailable": 1}, "SlowDown"),
    ],
)
def test_injected_faults_reach_the_client(client: Any, address: str, faults: dict[str, Any], code: str) -> None:
    httpx.put(f"{address}/_double/faults", json=faults)
    assert code_of(lambda: client.put_object(Bucket="tickets", Key="k", Body=b"1", IfNoneMatch="*")) == code
    httpx.put(f"{address}/_double/faults", json={})
    assert client.list_objects_v2(Bucket="tickets")["KeyCount"] == 0


def test_a_lost_answer_was_applied(client: Any, address: str) -> None:
    httpx.put(f"{address}/_double/faults", json={"timeout_after_commit": 1})
    with pytest.raises((ConnectionError, HTTPClientError)):
        client.put_object(Bucket="tickets", Key="k", Body=b"1", IfNoneMatch="*")
    httpx.put(f"{address}/_double/faults", json={})
    assert client.get_object(Bucket="tickets", Key="k")["Body"].read() == b"1"


def test_requests_are_counted(client: Any, address: str) -> None:
    httpx.delete(f"{address}/_double/counts")
    client.put_object(Bucket="tickets", Key="k", Body=b"1")
    client.get_object(Bucket="tickets", Key="k")
    client.list_objects_v2(Bucket="tickets")
    counts = httpx.get(f"{address}/_double/counts").json()
    assert counts["methods"] == {"PUT": 1, "GET": 1, "LIST": 1}
    assert counts["keys"]["PUT k"] == 1
