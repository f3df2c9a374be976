"""Faults that keep the suite from judging; each message is one line that names the place and what to do there."""


class CannotJudge(ValueError):
    """Input that cannot be judged."""


class BadCase(CannotJudge):
    """A golden case with a mistake; the message names file, line and fault, and says what is right."""


class NothingToJudge(CannotJudge):
    """There is no case, or no set, where one was expected."""
