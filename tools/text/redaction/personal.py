"""The shapes of personal data. IP addresses stay: operators need them and they rarely name a person."""

import re

from tools.text.redaction.checks import is_iban, is_mail_address, is_payment_card, is_personal_value, words
from tools.text.redaction.rule import Rule, checked

_FIELD = (
    r"ssn|social_?security(?:_?(?:number|no))?|dob|date_?of_?birth|birth_?(?:date|day)|passport(?:_?(?:number|no|id))?|"
    r"cvv2?|cvc2?|card_?(?:number|no)|credit_?card|iban|account_?(?:number|no)|routing_?number|tax_?id|"
    r"national_?id|driver_?s?_?licen[cs]e|(?:full|first|last|customer|patient|maiden|holder)_?name|"
    r"(?:street|home|postal|billing|shipping)_?address"
)
# The last 3 or 5 letters of those keys, blanks dropped.
FIELD_TAILS = words(
    "ssn dob cvv vv2 cvc vc2 urity umber ty_no rt_no rd_no nt_no birth hdate thday h_day sport rt_id ortid card iban "
    "ax_id taxid al_id nalid cense cence tname lname rname nname _name tress dress"
)
FIELDS = (
    Rule(  # `"date_of_birth": "…"`, `customer_name=Ada Lovelace`: quoted, in capitalised words, or up to the next mark
        re.compile(
            rf"(?i)(?P<head>(?<![A-Za-z])(?:{_FIELD})(?:\\{{0,3}}[\"']?\s{{0,3}}[:=]\s{{0,3}}\\{{0,3}}[\"']?))"
            r"(?!\[REDACTED:)"
            r"(?P<value>(?<=\")[^\"\\\r\n]{1,128}|(?<=')[^'\\\r\n]{1,128}|"
            r"(?-i:[A-Z][\w'.-]{0,32}(?: [A-Z][\w'.-]{0,32}){1,3})|[^\s\"',;&)\]}]{1,64})"
        ),
        checked(is_personal_value, "personal"),
    ),
)

PERSONAL = (
    Rule(
        re.compile(r"(?<![\w.%+-])[\w.%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])"),
        checked(is_mail_address, "email"),
        ("@",),
    ),
)

NUMBERED = (
    Rule(  # payment cards, in one run or in the usual groups
        re.compile(r"(?<![\w.+-])(?:\d{13,16}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{5})(?![\w.-]?\d)"),
        checked(is_payment_card, "card"),
        ("0" * 13, "0000 0000 0", "0000-0000-0", "0000 000000", "0000-000000"),
    ),
    Rule(  # IBAN: `DE89 3704 0044 …`
        re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])"),
        checked(is_iban, "iban"),
        ("AA00",),
    ),
    Rule(  # US social security numbers, without the areas, groups and serials that are never given out
        re.compile(r"(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])"),
        "[REDACTED:ssn]",
        ("000-00-0000",),
    ),
    Rule(  # `phone: 0171 1234567`: any long number after a word that says what it is
        re.compile(
            r"(?i)(?P<head>(?<![A-Za-z])(?:phone|mobile|msisdn|tel|telephone|fax|sms|call)(?:[ _]?(?:number|no|to))?"
            r"\.?[\"']?(?:\s{0,3}[:=]\s{0,3}|\s{1,3})[\"']?)(?P<value>[+(]?\d[\d ().-]{7,20}\d)(?![\d.])"
        ),
        r"\g<head>[REDACTED:phone]",
        ("0000000", "000-0000", "000 0000", "000.0000", "00 00 00"),
    ),
    Rule(  # without such a word only `+49 …` and North America's `(212) 555-0100`, `212-555-0100`
        re.compile(
            r"(?<![\w.:+-])(?:\+[1-9]\d{9,14}|\+[1-9]\d{0,2}[ .-]\(?\d{1,4}\)?(?:[ .-]\d{2,4}){2,4}"
            r"|(?:\+?1[ .-])?\(\d{3}\)[ .-]?\d{3}[ .-]\d{4}|(?:1[ .-])?[2-9]\d{2}([.-])\d{3}\1\d{4})(?![\w-])"
        ),
        "[REDACTED:phone]",
        ("+0", "000-000-0000", "000.000.0000", "(000)"),
    ),
)
