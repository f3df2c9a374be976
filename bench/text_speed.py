"""How long the text rules take: `python -m bench.text_speed`. CPU time, best of rounds; values never repeat."""

import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from tools.nouns.policy import Policy
from tools.nouns.redacted import stored
from tools.nouns.reports import Report
from tools.rules.lessons import skeletons
from tools.rules.matching import judge
from tools.text.identity.fingerprint import profile_of
from tools.text.redaction.redact import redact

LINES = 2_000
ROUNDS = 7
SHAPES = (
    "2026-11-23 10:{m:02d}:{s:02d},{n} ERROR [pool-{k}-thread-{m}] com.acme.orders.Client - "
    "Connection to 10.0.{k}.{m}:5432 refused after {n} ms",
    "Nov 23 10:{m:02d}:{s:02d} web-{k} sshd[{n}]: "
    "Failed password for invalid user deploy from 10.{k}.{m}.{s} port {n} ssh2",
    '10.0.{k}.{m} - - [23/Nov/2026:10:{m:02d}:{s:02d} +0000] "GET /api/orders/{n} HTTP/1.1" 503 {n} "-" "curl/8"',
    "I1123 10:{m:02d}:{s:02d}.{n:06d} {n} kubelet.go:123] Failed to sync pod api-7d9f8c6b5-x{n} with error timeout",
    '{{"ts":"2026-11-23T10:{m:02d}:{s:02d}Z","level":"error","msg":"request failed after {n} ms","status":503}}',
    "Lambda timeout after {n} seconds in request 6f1c0a52-0f0c-4d5e-9f0c-2b5d5a{n:06d}",
)


# The beginnings of secrets, and the marks at the start and end of patterns: repeated, they are the worst log possible.
FRAGMENTS = (
    "password=", "password='", 'password=\\"', "password is ", "token ", "jwt= ", "x-api-key: ",
    "authorization: bearer ", "curl -u ", "mysql -p", "://a:b@", "jdbc:oracle:thin:a/", "eyJa.", "ghp_",
    "-----BEGIN PRIVATE KEY-----", "a@b.",
    "4111 1111 1111 ", "DE00 AAAA ", "+1 555 ", "first_name: Aa ", "tax_pass:dob: ", "cookie: a=", "<password>", "$2b$",
    "sid=aaa", "a-key=", "password=[", '{"password":{', "password: |\n  ", "%25", "\\u0040", "ldap_bind('a', ",
    "born ", "dni 1", "code 12", "one-time ", " at a dot ", ", 12 Aa ", "/reset/", "docker login ", "{SSHA}", "c2VjOm",
    "1/0000", "caller 0", "secrets:\n  a: ", "password for a ", "login a: b/", '"value":"a","name":"', "\u5bc6\u7801",
    "=/", "'", '"', "\\", "=", ":", "%3D", "a1B2", "0", " ", "\n", "\u2026",
)  # fmt: skip
HOSTILE = 65_536


def main() -> None:
    """Print microseconds per call, then the milliseconds of the worst hostile texts."""
    reports = [_report(number) for number in range(LINES)]
    profiles = [profile_of(report) for report in reports[:60]]
    pairs = [(one, other) for one in profiles[:12] for other in profiles if one.fingerprint != other.fingerprint]
    timed = {
        "profile_of, new values": _timed(lambda batch: [profile_of(each) for each in batch], _fresh),
        "profile_of, same line": _timed(
            lambda batch: [profile_of(each) for each in batch], lambda: reports[:1] * LINES
        ),
        "judge": _timed(lambda batch: [judge(left, right, 0.8, Policy()) for left, right in batch], lambda: pairs),
        "skeletons": _timed(lambda batch: [skeletons(each) for each in batch], lambda: profiles),
        "redact": _timed(lambda batch: [redact(each.log) for each in batch], _fresh),
    }
    for name, microseconds in timed.items():
        print(f"{name:<25} {microseconds:7.1f} µs")
    for name, work in (("redact", redact), ("profile_of", lambda text: profile_of(_report_of(text)))):
        slowest, unit = _hostile(work)
        print(f"{name + ', hostile 64 kB':26}{slowest:7.1f} ms ({unit!r})")


def _hostile(work: Callable[[str], object]) -> tuple[float, str]:
    """Return the slowest of every fragment and pair of fragments, repeated to 64 kB: milliseconds and the text."""
    units = [one + other for one in FRAGMENTS for other in ("", *FRAGMENTS)]
    times = []
    for unit in units:
        text = unit * (HOSTILE // len(unit))
        began = time.process_time()
        work(text)
        times.append(((time.process_time() - began) * 1e3, unit))
    return max(times)


_seed = random.Random(7)


def _fresh() -> list[Report]:
    return [_report(_seed.randrange(10**6)) for _ in range(LINES)]


def _report(number: int) -> Report:
    line = SHAPES[number % len(SHAPES)].format(n=number, k=number % 7, m=number % 60, s=(number // 60) % 60)
    return _report_of(line)


def _report_of(line: str) -> Report:
    return Report("r", "t", stored("api"), stored(line), 0.0)


def _timed(work: Callable[[Sequence[Any]], object], batch: Callable[[], Sequence[Any]]) -> float:
    rounds = []
    for _ in range(ROUNDS):
        items = batch()
        began = time.process_time()
        work(items)
        rounds.append((time.process_time() - began) / len(items))
    return min(rounds) * 1e6


if __name__ == "__main__":
    main()
