"""The meaningful words of operations texts, which may never be masked, dropped or learned as a parameter."""

from importlib.resources import files


def _sections() -> dict[str, frozenset[str]]:
    """`lexicon.txt` as section → words."""
    sections: dict[str, list[str]] = {}
    words: list[str] = []
    for line in (files("tools.text.words") / "lexicon.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            words = sections.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            words.extend(line.split())
    return {name: frozenset(found) for name, found in sections.items()}


_SECTIONS = _sections()


def section(name: str) -> frozenset[str]:
    """The words of one section."""
    return _SECTIONS[name]


FUNCTION_WORDS = section("function")
BEFORE_DURATION = section("before-duration")
UNITS = section("units")
TIME_UNITS = section("time-units")
NEGATIONS = section("negations")
RESOURCE_NOUNS = section("resource-nouns")
OPERATION_NOUNS = section("operation-nouns")
INSTANCE_NOUNS = section("instance-nouns")
ACCOUNT_KEYS = section("account-keys")
WELL_KNOWN_ACCOUNTS = section("accounts")
DIGIT_WORDS = section("digit-words")

# Word → (axis, pole), pole "+" or "-".
POLES = {
    word: (name[5:-1], name[-1]) for name, words in _SECTIONS.items() if name.startswith("pole ") for word in words
}
# Word → the measured quantity.
METRICS = {word: name[7:] for name, words in _SECTIONS.items() if name.startswith("metric ") for word in words}
STATE_WORDS = frozenset(POLES) | section("states")
