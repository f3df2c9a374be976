"""Recognises the role of a runbook's section from its heading, in any house style. Pure."""

from enum import StrEnum

from tools import deferred_re as re
from tools.nouns.knowledge import PATH_SEPARATOR

HEADING_WORDS = 8  # "What to do when the disk is full" has eight; sentences are longer


class Role(StrEnum):
    """What a section is for."""

    PREVENTION = "prevention"
    MITIGATION = "mitigation"
    VERIFICATION = "verification"
    DIAGNOSIS = "diagnosis"
    CAUSE = "cause"
    IMPACT = "impact"
    ASIDE = "aside"


# In order of precedence: "long-term fix" is prevention, "troubleshooting and resolution" is mitigation.
_WORDS = {
    Role.PREVENTION: r"prevent\w*|follow[- ]?ups?|long[- ]?term|permanent\w*|harden\w*|avoid\w*|future|improvements?"
    r"|lessons?|post[- ]?mortem|next time|after the incident",
    Role.MITIGATION: r"mitigat\w*|resol(?:ution|ve|ving)\w*|fix\w*|remed\w*|solutions?|solv\w+|recover\w*|actions?"
    r"|work[- ]?arounds?|repair\w*|restor\w*|respon(?:se|d)\w*|what to do|procedures?|steps|immediate\w*|handl\w+"
    r"|address\w*",
    Role.VERIFICATION: r"verif\w*|validat\w*|confirm\w*",
    Role.DIAGNOSIS: r"diagnos\w*|investigat\w*|triag\w*|debug\w*|trouble[- ]?shoot\w*|checks?|identif\w*|inspect\w*"
    r"|detect\w*",
    Role.CAUSE: r"meaning|causes?|reasons?|why|descriptions?|overview|summary|about|background|explanation|symptoms?"
    r"|context|problem|introduction|what (?:is|does|happen\w*|this)",
    Role.IMPACT: r"impacts?|severity|effects?|consequences?|blast radius",
    Role.ASIDE: r"references?|links?|see also|related|further|resources|dashboards?|appendix|changelog|owners?"
    r"|contacts?|additional\w*|notes?|examples?|expressions?|query|metadata|tags",
}
_PATTERNS = tuple((role, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for role, words in _WORDS.items())


def role_of(heading: str) -> Role | None:
    """The role of a path of headings: that of the deepest heading that has one."""
    for part in reversed(heading.split(PATH_SEPARATOR)):
        found = role_of_words(part)
        if found:
            return found
    return None


def role_of_words(words: str) -> Role | None:
    """The role of one heading or lead-in; None for a whole sentence, and for a heading that states no purpose."""
    if len(words.split()) > HEADING_WORDS:
        return None
    plain = words.replace("*", "").replace("_", " ")
    return next((role for role, pattern in _PATTERNS if pattern.search(plain)), None)
