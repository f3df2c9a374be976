"""Values become parameters, words stay, and no state, code or exception is ever masked away."""

import pytest

from tests.support.matching_cases import profile

TEMPLATES = [
    ("block blk_-1608999687 of size 67108864", "block <*> of size <*>"),
    ("from /10.251.42.84:50010 to 10.0.0.1", "from <*> to <*>"),
    ("hash table entries: 65536 (order: 7, 524288 bytes)", "hash table entries <*> order <*>"),
    ("rhost=ns.example.com uid=0 ruser= ok", "rhost <*> uid <*> ruser <*> ok"),
    ("sent 403 bytes (1.2 KB), lifetime 00:02", "sent <*> lifetime <*>"),
    ("S3 and EC2 on ipv6 with sha256 at p99", "S3 and EC2 on ipv6 with sha256 at p99"),
    ("utf-8 and x86_64 stay, utf9x goes", "utf-8 and x86_64 stay <*> goes"),
    ("application/json read/write and/or N/A", "application/json read/write and/or N/A"),
    ("see conf/app.yaml and ~/x and ../y", "see <*> and <*> and <*>"),
    ("can't reach it, won't retry", "can't reach it won't retry"),
    ("jk2_init() found", "jk2_init <*> found"),
    ("!ready", "not ready"),
    ("deadbeefcafe of facade", "<*> of facade"),
    ("state='up' mode=\"down\"", "state up mode down"),
    ('said "connection refused by host" twice', "said connection refused by host twice"),
    ("name 'frobnicator' gone", "name <*> gone"),
    ("user jkowalski and user unknown and user name", "user <*> and user unknown and user name"),
    ("[] () {} empty", "<*> empty"),
    ("", ""),
    ("<*>", ""),
]


@pytest.mark.parametrize(("message", "template"), TEMPLATES)
def test_the_template(message: str, template: str) -> None:
    assert profile(message).template == template


IDENTITIES = [
    ("Process exited with code 137", {"exit_code": ["137"]}),
    ("exited abnormally with [1]", {"exit_code": ["1"]}),
    ("killed by signal 9", {"signal": ["9"]}),
    ("GET /a HTTP/1.1 503 Service Unavailable", {"http_status": ["503"]}),
    ("status: 404 len: 1893", {"http_status": ["404"]}),
    ("status: 200 len: 1893", {}),
    ("a.example.com:443 error", {}),
    ("ORA-00600: internal", {"error_code": ["ora-600"]}),
    ("HRESULT = 0x80070005", {"error_code": ["0x80070005"]}),
    ("[Errno 13] denied", {"error_code": ["13"]}),
    ("java.io.IOException: gone", {"exception": ["IOException"]}),
    ('queue "ordrs" full', {"resource": ["queue:ordrs"]}),
    ("Filesystem /var is full", {"resource": ["path:/var"]}),
    ("opened /var", {}),
]
NAMES = {"exit_code", "signal", "http_status", "error_code", "exception", "resource"}


@pytest.mark.parametrize(("message", "entities"), IDENTITIES)
def test_identity_entities(message: str, entities: dict[str, list[str]]) -> None:
    assert {name: list(values) for name, values in profile(message).entities.items() if name in NAMES} == entities


def test_values_of_one_shape_are_not_confused() -> None:
    assert profile("node-12 lost").params == ("node-12",)
    assert profile("node-99 lost").params == ("node-99",)
    assert profile("p99 high").template != profile("p50 high").template
