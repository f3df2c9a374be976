"""What keeps the suite from judging; each message is one line that names the place and what to do there."""


class CannotJudge(ValueError):
    """Input that cannot be judged."""


class BadCase(CannotJudge):
    """A golden case with a mistake in it; the message names file, line, fault and what is right."""


class NothingToJudge(CannotJudge):
    """There is no case, or no set, where one was looked for."""
