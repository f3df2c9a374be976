"""Check digits, against numbers that the issuers publish as examples or that are made by their rule."""

import pytest

from tools.text.redaction import digits


@pytest.mark.parametrize(
    ("check", "right"),
    [
        (digits.is_card, "4111 1111 1111 1111"),
        (digits.is_card, "3782 822463 10005"),
        (digits.is_iban, "GB82 WEST 1234 5698 7654 32"),
        (digits.is_cpf, "111.444.777-35"),
        (digits.is_cnpj, "11.222.333/0001-81"),
        (digits.is_dni, "12345678Z"),
        (digits.is_dni, "X1234567L"),
        (digits.is_codice_fiscale, "RSSMRA85T10A562S"),
        (digits.is_personnummer, "811218-9876"),
        (digits.is_verhoeff, "2363"),
    ],
)
def test_a_number_proves_itself_and_no_other_last_digit_does(check, right: str) -> None:
    assert check(right)
    last = next(place for place in reversed(range(len(right))) if right[place].isdigit() or right[place].isalpha())
    others = "0123456789" if right[last].isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert [sign for sign in others if check(right[:last] + sign + right[last + 1 :])] == [right[last]]
