"""The formats of personal data. IP addresses stay: operators need them, and they rarely identify a person."""

from tools import deferred_re as re
from tools.text.redaction.checks import is_mail_address
from tools.text.redaction.digits import is_card, is_iban, is_national_phone
from tools.text.redaction.escapes import KEPT_BLANK
from tools.text.redaction.national import SHAPED
from tools.text.redaction.phones import BARE_PHONES, PHONES
from tools.text.redaction.rule import Rule, words

_DOT = r"(?:\.|\s?[\[({]\s?dot\s?[\])}]\s?)"
_PART = r"[\w%+-]{1,64}"
_BEFORE_MAIL = r"(?<![\w.%+-])"
MAIL = (
    Rule(  # a colon before the host is an address with a password, no mail: `://user:password@host`
        re.compile(
            r"://[^\s:@/?#'\"<>]{0,128}:[^\s/?#'\"<>]{1,256}(?:[?#][^\s'\"<>@/=&]{0,64})?@"
            rf"|{_BEFORE_MAIL}(?P<value>[\w.%+-]{{1,64}}@(?:[\w-]{{1,63}}\.){{1,8}}[^\W\d_]{{2,24}})(?![\w-])"
        ),
        "email",
        is_mail_address,
        marks=("@",),
        guard="@",
    ),
    Rule(  # `user [at] example [dot] com`, `user(at)example.com`
        re.compile(
            rf"{_BEFORE_MAIL}{_PART}(?:{_DOT}{_PART}){{0,3}}\s?[\[({{]\s?(?:at|@)\s?[\])}}]\s?"
            rf"[a-z0-9-]{{1,63}}(?:{_DOT}[a-z0-9-]{{1,63}}){{1,4}}"
        ),
        "email",
        words=words("at"),
        marks=("at]", "at)", "at}", "at ]", "at )"),
        folded=True,
    ),
    Rule(  # `user_AT_example.com`
        re.compile(
            rf"{_BEFORE_MAIL}[\w.+-]{{1,64}}?[_-]?(?:_AT_|-AT-)[_-]?(?:[A-Za-z0-9-]{{1,63}}\.){{1,4}}[a-z]{{2,24}}"
            r"(?![\w-])"
        ),
        "email",
        words=words("at"),
        marks=("_at_", "-at-"),
        shapes=("_AA_", "-AA-"),
    ),
    Rule(  # `user at example dot com`
        re.compile(
            rf"{_BEFORE_MAIL}{_PART}(?:(?: dot |\.){_PART}){{0,3}} at [a-z0-9-]{{1,63}}"
            r"(?: dot [a-z0-9-]{2,63}){1,4}(?!\w)"
        ),
        "email",
        words=words("dot"),
        folded=True,
    ),
)

_MONTH = r"[a-zäéû]{3,9}"
_DAY = (
    rf"(?P<value>\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}}|\d{{1,2}}\.? {_MONTH}\.?,? \d{{4}}"
    rf"|{_MONTH} \d{{1,2}},? \d{{4}}|\d{{4}}年\d{{1,2}}月\d{{1,2}}日|\d{{8}})(?![\w/-])"
)
_BORN = (
    r"born|geboren|geb\.|née?|nacid[oa]|nacimiento|naissance|nat[oa]|nascid[oa]|nascimento|urodzon[ya]|geburtsdatum"
    r"|d\.?o\.?b\.?|birth[ -]?date|birthday|date of birth|родил(?:ся|ась)|出生日期?|生年月日|생년월일|b\.(?<=\(b\.)"
)
_PROPER = r"[A-ZÀ-Ž][a-zß-ž'’][\w'’.-]{0,32}"
_PERSON = rf"[A-ZÀ-Ž](?<![\w.].)[a-zß-ž'’][\w'’.-]{{0,32}}(?: {_PROPER}){{1,3}}"
_ALONE = r"(?<![^\W_])"
_CALLED = (
    r"(?:phone|mobile|msisdn|tel|telephone|telefon|téléphon|handy|fax|sms|call(?:er|ed|ing|back)?"
    r"|(?:r(?:ü|ue)ck|an)ruf(?: von| an)?|recipient|undeliverable|subscriber"
    r"|dial(?:led|ed|ing)?|voicemail|whatsapp|contact|callee|ring(?:ing)?|cell"
    r"|(?:number|to|from)(?!\W{1,4}0\d(?: \d\d){3}))"
)
_NUMBERED_LINE = (
    r"(?:phone|mobile|msisdn|tel|telephone|fax|sms)(?:[ _]?(?:number|no|to))?|call[ _]?(?:number|no|to|=|:)"
)
_SET = r"\.?[\"']?(?:\s{0,3}[:=]\s{0,3}|\s{1,3})[\"']?"
_SSN_PART = r"(?:[ ._/-]| - )?"
IN_PROSE = (
    Rule(  # "born on 02/08/1968", "geboren am 21.6.1980"
        re.compile(
            rf"{_ALONE}(?=[bgnudр出生생])(?:{_BORN})"
            rf"(?:[^\w\n]{{0,3}}(?:on|am|le|el|il|em|is|in)(?=\s))?[^\w\n]{{0,4}}{_DAY}"
        ),
        "personal",
        words=words(
            "born geboren geb né née nacido nacida nacimiento naissance nato nata nascido nascida nascimento urodzony "
            "urodzona geburtsdatum dob d b birth birthdate birthday родился родилась 出生日期 出生 生年月日 생년월일"
        ),
        folded=True,
    ),
    Rule(  # "parcel for Ada Lovelace, 12 Birch Lane": a person's name followed by a house number and a street
        re.compile(rf"(?P<value>{_PERSON}, \d{{1,5}}[a-z]? {_PROPER}(?: {_PROPER}){{0,3}})(?![\w-])"),
        "personal",
        shapes=(", 0 A", ", 00 A", ", 000 A", ", 0000 A", ", 0a A", ", 00a A", ", 0b A", ", 00b A", ", 00c A"),
        guard=", 0",
    ),
    Rule(  # the number after the street, in a text about a customer
        re.compile(rf"(?P<value>{_PERSON}, {_PROPER}(?: {_PROPER}){{0,3}} \d{{1,5}}[a-z]?)(?![\w-])"),
        "personal",
        words=words(
            "parcel customer guest recipient patient passenger subscriber buyer shipper consignee addressee delivered "
            "kunde kundin paket paquet cliente empfänger"
        ),
        shapes=(", A",),
    ),
    Rule(  # a national phone number where calls or messages go: `undeliverable 0171 5652380`
        re.compile(
            rf"(?<![a-z])(?=[pmthfscarudvwn]){_CALLED}(?:[ _]?(?:number|no|to))?{_SET}"
            r"(?P<value>\(?0\d{1,4}\)?(?:(?: [/-] |[ /-])\d{2,8}){1,4}|00[1-9]\d{8,13})(?![\d.:-])"
        ),
        "phone",
        is_national_phone,
        marks=(" 0", "=0", '"0', "(0"),
        shapes=(
            *("0000 00000", "0000-00000", "0000/00000", "000 0000 0000", "0000 000 0000", "0000 000 000", "000-00000"),
            *("000-0000-0000", "000/00000", "000 000000", "00 00 00 00", "0) 0000", "0 / 0000", "000000000000"),
        ),
        folded=True,
    ),
    Rule(  # `phone: 0171 1234567`: any long number after a word for it
        re.compile(rf"(?<![a-z])(?=[pmtfsc])(?:{_NUMBERED_LINE}){_SET}(?P<value>[+(]?\d[\d ().-]{{7,20}}\d)(?![\d.])"),
        "phone",
        words=words("phone mobile msisdn tel telephone fax sms call"),
        shapes=("000",),
        folded=True,
    ),
    Rule(  # US social security numbers, however they are grouped
        re.compile(
            rf"{_ALONE}(?=[st])(?:ssn|social(?: security)?(?: (?:number|no))?|taxpayer(?: id)?|tin)[\"']?"
            r"(?:\s(?:of|for)\s(?:the\s)?\w{1,16})?(?:\s{0,3}[:=#]\s{0,3}|\s{1,3})[\"']?"
            rf"(?P<value>(?!000|666|9)\d{{3}}{_SSN_PART}(?!00)\d\d{_SSN_PART}(?!0000)\d{{4}})(?![\w-])"
        ),
        "ssn",
        words=words("ssn social taxpayer tin"),
        folded=True,
    ),
    *PHONES,
    Rule(  # a position: both coordinates, to ten metres
        re.compile(
            r"lat(?:itude)?\\{0,7}[\"']?\s?[:=]\s?(?P<value>-?\d{1,2}\.\d{4,15}[^\w\n-]{1,8}(?:lon|lng|long|longitude)"
            r"\\{0,7}[\"']?\s?[:=]\s?-?\d{1,3}\.\d{3,15})"
        ),
        "personal",
        words=words("lat latitude"),
        folded=True,
    ),
)

# A serial number is no card's, although one in ten has its check digit.
_NO_COUNTER = "".join(rf"(?<!{word}[ =:])" for word in ("seq", "sequence", "offset", "lsn", "xid", "cursor", "version"))
_GROUP = rf"(?:[ ._/\u00a0\u2009\u202f-]| {{2}}| - |{KEPT_BLANK})"
NUMBERED = (
    Rule(  # payment cards, in one run or in the usual groups, whatever separates them
        re.compile(
            rf"(?<![\w.+-]){_NO_COUNTER}(?:\d{{13,19}}|\d(?: \d){{12,18}}"
            rf"|\d{{4}}(?P<part>{_GROUP})\d{{4}}(?P=part)\d{{4}}(?P=part)\d{{4}}(?:(?P=part)\d{{3}})?"
            rf"|\d{{4}}(?P<amex>{_GROUP})\d{{6}}(?P=amex)\d{{4,5}})(?![\w.-]?\d| (?:bytes|rows|[mnµu]s)\b)"
        ),
        "card",
        is_card,
        shapes=(
            *(
                "0" * 13,
                "0000 0000 0",
                "0000-0000-0",
                "0000.0000.0",
                "0000_0000_0",
                "0000/0000/0",
                "000 000000 0",
                "000-000000-0",
            ),
            *(
                "0 0 0 0 0 0 0 0 0 0 0 0 0",
                "0000  0000",
                "0000 - 0000",
                *(sign.encode().decode("latin-1") for sign in f"\u00a0\u2009\u202f{KEPT_BLANK}"),
            ),
        ),
        guard="0" * 11,
    ),
    Rule(  # IBAN: `DE89 3704 0044 …`
        re.compile(
            r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}"
            r"(?:[A-Z0-9]{11,30}|(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?)(?![A-Za-z0-9])"
        ),
        "iban",
        is_iban,
        shapes=("AA00",),
        guard="AA0",
    ),
    Rule(  # US social security numbers, without the areas, groups and serials that are never assigned
        re.compile(r"(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])"),
        "ssn",
        shapes=("000-00-0000",),
        guard="000000000",
    ),
    *BARE_PHONES,
    Rule(  # a personal token of Asana: the number of its owner and a digest
        re.compile(r"(?<![\w/])[0-2]/\d{13,19}(?:/\d{13,19})?:[0-9a-f]{32}"),
        "token",
        shapes=("0/0000000000000",),
        guard="0" * 11,
    ),
    *SHAPED,
)
