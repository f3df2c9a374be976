"""The words of the store's statements that databases do not share, in SQLite's form.

All else is written in what SQLite and PostgreSQL have in common. SQLite runs these words as they stand, so they cost
nothing; a connection to another database replaces the forms made here, once per statement.
"""

EACH_TEXT = "json_each(?) AS texts"
"""A table with the column `value`: the texts of one JSON array, which is bound as one value."""

EACH_NUMBER = "json_each(?) AS numbers"
"""The same for whole numbers."""

TEXTS = f"(SELECT value FROM {EACH_TEXT})"
NUMBERS = f"(SELECT value FROM {EACH_NUMBER})"
"""What `IN` compares with."""

IN_THIS_ORDER = "CROSS JOIN"
"""A join that begins with its left side. SQLite would otherwise read every alias of a tenant, not look up each one."""


def text_of(column: str, name: str) -> str:
    """Return a JSON object's field as a text; NULL if it is missing."""
    return f"json_extract({column}, '$.{name}')"


def has_field(column: str) -> str:
    """Return a condition with two values: a JSON object's field has this name and this text."""
    return f"EXISTS (SELECT 1 FROM json_each({column}) AS field WHERE field.key = ? AND field.value = ?)"


def number_of(column: str, name: str) -> str:
    """Return a JSON object's field as a number; NULL if it is missing."""
    return f"json_extract({column}, '$.{name}') + 0"


def contains(column: str) -> str:
    r"""Return a condition with one value, a pattern in which `\` escapes signs; case does not matter in ASCII."""
    return f"{column} LIKE ? ESCAPE '\\'"


def flag_of(column: str, name: str) -> str:
    """Return a JSON object's field as 1 or 0; 0 if it is missing."""
    return f"COALESCE(json_extract({column}, '$.{name}'), 0)"


def whole(number: str) -> str:
    """Return a number without its fraction."""
    return f"CAST({number} AS INTEGER)"


def later(left: str, right: str) -> str:
    """Return the greater of two values."""
    return f"MAX({left}, {right})"


def unindexed(column: str) -> str:
    """Return a column for which no index is used."""
    return f"+{column}"


def earlier(left: str, right: str) -> str:
    """Return the lesser of two values."""
    return f"MIN({left}, {right})"
