"""Numbers with check digits: cards, accounts and national ids, as their issuers define them."""

# Number of digits → first digits that the card issuers use (ISO/IEC 7812).
_CARD_STARTS = {13: "4", 14: "3", 15: "3", 16: "23456", 17: "5", 18: "56", 19: "456"}


def digits_of(text: str) -> list[int]:
    """The decimal digits of a text in order."""
    return [int(character) for character in text if character in "0123456789"]


def luhn(digits: list[int]) -> bool:
    """ISO/IEC 7812-1 annex B: cards, Canada's SIN, Sweden's personnummer, IMEI."""
    doubled = [digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[-2::-2]]
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0


def weighted(digits: list[int], weights: tuple[int, ...]) -> int:
    """The sum of digit × weight."""
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False))


def is_card(text: str) -> bool:
    """True for a payment card's number, however it is grouped."""
    digits = digits_of(text)
    return str(digits[0]) in _CARD_STARTS.get(len(digits), "") and len(set(digits)) > 1 and luhn(digits)


def is_national_phone(text: str) -> bool:
    """True for a number as dialled within a country (nine to twelve digits), or abroad, after `00`."""
    return 9 <= len(digits_of(text)) <= (15 if text.startswith("00") else 12)


def is_dialled(text: str) -> bool:
    """True for a number after a word for phones: eight to thirteen digits."""
    return 8 <= len(digits_of(text)) <= 13


def is_iban(text: str) -> bool:
    """ISO 13616: the rearranged number modulo 97 is 1."""
    compact = text.replace(" ", "")
    if not 15 <= len(compact) <= 34:
        return False
    return int("".join(str(int(character, 36)) for character in compact[4:] + compact[:4])) % 97 == 1


def is_cpf(text: str) -> bool:
    """Brazil, persons: two check digits modulo 11."""
    digits = digits_of(text)
    return (
        len(digits) == 11
        and len(set(digits)) > 1
        and all(
            weighted(digits, tuple(range(size + 1, 1, -1))[:size]) * 10 % 11 % 10 == digits[size] for size in (9, 10)
        )
    )


def is_cnpj(text: str) -> bool:
    """Brazil, companies: two check digits modulo 11."""
    digits = digits_of(text)
    weights = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
    return len(digits) == 14 and all(
        (11 - weighted(digits[:size], weights[13 - size :]) % 11) % 11 % 10 == digits[size] for size in (12, 13)
    )


_DNI = "TRWAGMYFPDXBNJZSQVHLCKE"


def is_dni(text: str) -> bool:
    """Spain, DNI and NIE: the letter is the number modulo 23."""
    compact = text.replace("-", "").upper()
    number = str("XYZ".index(compact[0])) + compact[1:-1] if compact[0] in "XYZ" else compact[:-1]
    return number.isdigit() and _DNI[int(number) % 23] == compact[-1]


_ODD = dict(zip("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", (
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21,
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
), strict=True))  # fmt: skip


def is_codice_fiscale(text: str) -> bool:
    """Italy: the last letter is the sum of tabled values modulo 26."""
    compact = text.upper()
    even = sum(int(sign) if sign.isdigit() else ord(sign) - 65 for sign in compact[1:15:2])
    return chr(65 + (even + sum(_ODD[sign] for sign in compact[0:15:2])) % 26) == compact[15]


def is_personnummer(text: str) -> bool:
    """Sweden: a day, then Luhn's check over ten digits."""
    digits = digits_of(text)[-10:]
    month, day = digits[2] * 10 + digits[3], digits[4] * 10 + digits[5]
    return 1 <= month <= 12 and 1 <= day % 60 <= 31 and luhn(digits)


_TIMES = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)
_TURNED = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)


def is_verhoeff(text: str) -> bool:
    """India's Aadhaar: Verhoeff's dihedral check."""
    check = 0
    for place, digit in enumerate(reversed(digits_of(text))):
        check = int(_TIMES[check][int(_TURNED[place % 8][digit])])
    return check == 0


def is_cnp(text: str) -> bool:
    """Romania: sex, a day, a county, and a check digit modulo 11."""
    digits = digits_of(text)
    check = weighted(digits, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return len(digits) == 13 == len(text) and _is_day(digits[3:7]) and min(check, 10) % 10 + check // 10 == digits[12]


def is_resident_number(text: str) -> bool:
    """China, ISO 7064 MOD 11-2: a region, a day of birth, and a check sign that may be X."""
    digits = [int(sign) for sign in text[:17]]
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return (
        text[6:8] in ("19", "20")
        and _is_day(digits[10:14])
        and "10X98765432"[weighted(digits, weights) % 11] == text[17].upper()
    )


def is_south_african(text: str) -> bool:
    """True for a South African id: a day of birth, a serial, a citizenship digit, an 8 or 9, and Luhn's check."""
    digits = digits_of(text)
    if 14 <= digits[0] * 10 + digits[1] <= 20:  # milliseconds since 1970
        return False
    return _is_day(digits[2:6]) and digits[10] in (0, 1) and digits[11] in (8, 9) and luhn(digits)


def is_rrn(text: str) -> bool:
    """South Korea: a day of birth and a century's digit; since 2020 no check digit follows."""
    return _is_day(digits_of(text)[2:6])


def is_hetu(text: str) -> bool:
    """Finland: a day of birth, and a sign that is the digits modulo 31."""
    compact = text[:6] + text[7:10]
    return "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(compact) % 31] == text[10].upper()


def is_belgian(text: str) -> bool:
    """Belgium: 97 less the digits modulo 97; for people born since 2000, a 2 precedes the digits."""
    digits = "".join(map(str, digits_of(text)))
    return any(97 - int(century + digits[:9]) % 97 == int(digits[9:]) for century in ("", "2"))


def is_ahv(text: str) -> bool:
    """Switzerland: the check digit of EAN-13."""
    return weighted(digits_of(text), (1, 3) * 6 + (1,)) % 10 == 0


def is_rut(text: str) -> bool:
    """Chile: a check sign modulo 11 that may be K."""
    digits = digits_of(text.rpartition("-")[0])[::-1]
    return "0K987654321"[weighted(digits, (2, 3, 4, 5, 6, 7, 2, 3, 4)) % 11] == text[-1].upper()


def is_cuit(text: str) -> bool:
    """Argentina: a check digit modulo 11."""
    return weighted(digits_of(text), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def is_nric(text: str) -> bool:
    """Singapore: a letter for the digits modulo 11, by the series."""
    rest = (weighted(digits_of(text), (2, 7, 6, 5, 4, 3, 2)) + {"T": 4, "G": 4, "M": 3}.get(text[0], 0)) % 11
    return {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "M": "KLJNPQRTUWX"}.get(text[0], "XWUTRQPNMLK")[rest] == text[-1]


def is_hkid(text: str) -> bool:
    """Hong Kong: letters and digits modulo 11, the check sign in brackets."""
    signs = text[:-3].rjust(8)
    values = [36 if sign == " " else int(sign, 36) for sign in signs]
    check = (11 - weighted(values, (9, 8, 7, 6, 5, 4, 3, 2)) % 11) % 11
    return "0123456789A"[check] == text[-2]


def is_nir(text: str) -> bool:
    """France: sex, year and month, a department, and 97 less the number modulo 97."""
    number = text.replace(" ", "")
    return 1 <= int(number[3:5]) <= 12 and 97 - int(number[:13]) % 97 == int(number[13:])


def _is_day(digits: list[int]) -> bool:
    """Month and day, two digits each."""
    return 1 <= digits[0] * 10 + digits[1] <= 12 and 1 <= digits[2] * 10 + digits[3] <= 31
