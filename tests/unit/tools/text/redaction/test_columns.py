"""Values stand under the name of their column: what a secret's column holds goes, the others stay."""

import pytest

from tools.text.redaction.redact import redact


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        (
            "INSERT INTO users (name, password) VALUES ('svc', 'Orbit-7x!'), ('ops', 'Tulip#9k')",
            "INSERT INTO users (name, password) VALUES ('svc', '[REDACTED:password]'), ('ops', '[REDACTED:password]')",
        ),
        (
            "id,api_token,host\n7,Kestrel99aB,db-1\n8,Falcon77cD,db-2\n",
            "id,api_token,host\n7,[REDACTED:token],db-1\n8,[REDACTED:token],db-2\n",
        ),
        (
            " id | password\n----+---------\n  7 | Quartz_8!z\n",
            " id | password\n----+---------\n  7 | [REDACTED:password]\n",
        ),
    ],
)
def test_the_column_of_a_secret_goes(text: str, redacted: str) -> None:
    assert redact(text) == redacted
    assert redact(redacted) == redacted


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO audit (action, at) VALUES ('password_reset', now())",
        "name,email_verified\nsvc,Orbit-7x!\n",
        "password,hosts\nnone,db-1\n",
        "the password, please\nOrbit sent it, thanks\n",
    ],
)
def test_other_columns_stay(text: str) -> None:
    assert redact(text) == text
