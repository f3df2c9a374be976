"""Secrets among the arguments of calls, as stack frames and debuggers show them."""

import pytest

from tests.support.marked import expected, unmarked
from tools.text.redaction.redact import redact

SHOWN = (
    "#2 /srv/Store.php(41): PDO->__construct('mysql:host=db', 'shop', '«walnut;44 harbour»')",
    "mysqli_connect('db', 'shop', '«walnutharbour»')",
    'conn = pymysql.connect("db", "shop", "«walnutharbour»", "orders")',
    "#5 /srv/Login.php(9): App\\Auth->attempt('bob', '«Walnut4471»')",
    "imap_open('{mail:993}INBOX', 'bob', '«walnutharbour»')",
    'main.dial("10.0.0.1:5432", "shop", "«Walnut4471»", 0x3)',
    '#3 0x00007f in real_connect (host=0x7ff0 "db", passwd=0x7ff2 "«walnutharbour»") at client.c:3',
)
KEPT = (
    "#1 /srv/Store.php(12): PDO->__construct('mysql:host=db', 'shop')",
    "#1 /srv/Login.php(9): App\\Auth->login('bob', $password)",
    'auth.login("bob", getenv("DB_PASSWORD"))',
    "#0 /srv/Cart.php(7): Cart->add('sku-1', 'blue', 3)",
)


@pytest.mark.parametrize("line", SHOWN)
def test_an_argument_that_is_a_password_goes(line: str) -> None:
    assert expected(line).fullmatch(redact(unmarked(line)))


@pytest.mark.parametrize("line", KEPT)
def test_other_arguments_stay(line: str) -> None:
    assert redact(line) == line
