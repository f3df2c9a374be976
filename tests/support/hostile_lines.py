"""Short pieces repeated to a size, which cost a careless pattern minutes: `python -m tests.support.hostile_lines`."""

from collections.abc import Iterator

from tests.support.matching_cases import profile

SIZE = 100_000
UNITS = [
    "a", "A", "1", " ", "\t", ".", "/", "\\", ":", "=", '"', "'", "`", "[", "]", "(", "{", "<", "-", "_", "#", "*", "@",
    "a.", "a=", "1:", "[[", "](", '="', " a=", ' a="', "a@b.", "0x", "A1-", "1.1.", "::", "/a", "Aa", "a's ", "a 1 ",
    "Error", "user ", "for x from ", "1:1:1 ", "2026-01-02 ", "Jan 1 ", "[a] ", "a: ", "a\n", " at a.b(c)\n", "{\"a\":",
    "[1,", "\x02", "\x1f", "Caused by: ", "Traceback (most recent call last):\n", 'File "a", line 1, in b\n',
    "\U0001f600", "\ud800", "e\u0301", "<*> ",
]  # fmt: skip
PREFIXES = ("", "2026-01-02 10:00:00 ", "Jan  1 00:00:00 h ", '{"msg":"', 'x msg="', "panic: ", "Error\n\tat ")


def hostile_lines() -> Iterator[str]:
    """Each piece after each beginning, with and without a character that ends the run."""
    for unit in UNITS:
        for prefix in PREFIXES:
            yield prefix + unit * (SIZE // len(unit))
            yield prefix + (unit * (SIZE // len(unit)))[:-1] + "!"


if __name__ == "__main__":
    for line in hostile_lines():
        profile(line)
