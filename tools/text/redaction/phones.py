"""Phone numbers in other languages, and those that are recognised without a word."""

from tools import deferred_re as re
from tools.text.redaction.digits import is_dialled
from tools.text.redaction.rule import Rule, words

_KIND = "phone"
_DIALLED = r"(?P<value>[+(]?\d[\d ()/.-]{6,20}\d)(?![\d.:])"
_CALLED = (
    r"(?:t[ée]l[ée]phone|tel[ée]fono|m[óo]vil|celular|telefone|telem[óo]vel|cellulare|kom[óo]rk\w{0,4}|komórkow\w{0,3}"
    r"|puhelin\w{0,6}|(?:mobil|telefon|ruf|handy)nummer|telefonu|телефон\w{0,3}|мобильн\w{0,4})"
)
# Scripts that do not separate words.
_CALLED_IN_SIGNS = (
    r"(?:手机号?码?|手機號?碼?|电话号?码?|電話番?[號号]?碼?|携帯(?:電話)?(?:番号)?|휴대폰|휴대전화|전화번?호?|연락처)"
)
_SIGNS = ("手机", "手機", "电话", "電話", "携帯", "휴대", "전화", "연락처")
PHONES = (
    Rule(
        re.compile(
            rf"{_CALLED}(?: (?:number|no|nr|num[ée]ro|número|номер))?"
            r"(?: (?:du|de|del|des|do|da|der|van|for|für|of)(?: (?:la|le|el|the))? \w{1,16})?"
            rf"[^\w+(\n]{{1,4}}{_DIALLED}"
        ),
        _KIND,
        is_dialled,
        words=words(
            "téléphone telephone teléfono telefono móvil movil celular telefone telemóvel telemovel cellulare komórka "
            "komórkowy puhelin puhelinnumero mobilnummer telefonnummer rufnummer handynummer telefonu телефон телефона "
            "телефону мобильный мобильного"
        ),
        shapes=("000", "00 00 00", "00.00.00", "00-00-00"),
        folded=True,
    ),
    Rule(
        re.compile(rf"{_CALLED_IN_SIGNS}[^\d+(\n]{{0,4}}{_DIALLED}"),
        _KIND,
        is_dialled,
        marks=tuple(word.encode().decode("latin-1") for word in _SIGNS),
        shapes=("000",),
    ),
)
BARE_PHONES = (
    Rule(  # `+49 …`
        re.compile(
            r"\+(?<![\w.+-]\+)(?:[1-9]\d{9,14}|(?<!:\+)(?:[1-9]\d{0,2}[ .-]\(?\d{7,12}"
            r"|[1-9]\d{0,2}[ .-]\(?\d{1,4}\)?(?:[ .-]\d{2,5}){2,4}))(?![\w-])"
        ),
        _KIND,
        shapes=("+00000", "+0 ", "+00 ", "+000 ", "+0-", "+00-", "+000-", "+0.", "+00.", "+000."),
        guard="+0",
    ),
    Rule(  # North America's `(212) 555-0100`, `212-555-0100`, and East Asia's mobile `090-1234-5678`
        re.compile(
            r"(?<![\w.:+-])(?:0[1-9]0-\d{4}-\d{4}|(?:\+?1[ .-])?\(\d{3}\)[ .-]?\d{3}[ .-]\d{4}"
            r"|(?:\+?1[ .-])?[2-9]\d{2}([.-])\d{3}\1\d{4})(?![\w-])"
        ),
        _KIND,
        shapes=("000-000-0000", "000.000.0000", "(000)", "000-0000-0000"),
        guard="000000000",
    ),
)
