"""Numbers of persons: by their check digits where their shape is their own, else behind the word that says what they are."""

import re
from collections.abc import Iterator

from tools.text.redaction.digits import is_cnpj, is_codice_fiscale, is_cpf, is_dni, is_personnummer, is_verhoeff
from tools.text.redaction.keyed import lowered
from tools.text.redaction.rule import Rule, Span, words

# What such numbers are called, by country. Behind one of these, any number of their length is one: logs that hold a
# mistyped number hold a person's too.
_LABELS = (
    r"dni|nie|nif|cif|nss|codice fiscale|codicefiscale|cod\.? ?fiscale|c\.?f\.?|partita iva|bsn|burgerservicenummer|nhs(?: (?:number|no))?|curp|rfc"
    r"|pesel|nip|regon|sin|social insurance(?: number)?|cpf|cnpj|documento|rg|nino|ni (?:number|no)|national insurance(?: (?:number|no))?"
    r"|aadhaar|aadhar|uidai|pan|kyc|voter id|ssn|social(?: security)?(?: (?:number|no))?|taxpayer(?: id)?|itin|tin|ein|personnummer|samordningsnummer"
    r"|fødselsnummer|fodselsnummer|cpr(?:[ -]?(?:number|nr|nummer))?|henkilötunnus|hetu|rodné číslo|rodne cislo|steuer-?id|steuernummer|idnr|sv-?nummer"
    r"|sozialversicherungsnummer|ahv(?:-?nr)?|avs|insee|nir|numéro de sécu(?:rité sociale)?|tfn|medicare(?: (?:number|no))?|abn|ird(?: number)?|nric|fin|hkid"
    r"|my-?kad|rut|run|cuit|cuil|cédula|cedula|egn|cnp|oib|jmbg|amka|afm|tckn|t\.?c\.? kimlik(?: no)?|bvn|nin|my ?number|rrn|resident(?: registration)?(?: number)?"
    r"|снилс|инн|身份证(?:号码?)?|national[ _-]?id(?:entity|entification)?(?: (?:number|no))?|identity[ _-]?(?:card|number|no)|id[ _-]?card|tax[ _-]?id"
    r"|personal[ _-]?(?:id|number|code)|passport|reisepass|pasaporte|passeport|driver'?s?[ _-]?licen[cs]e|führerschein|licencia|persoonsnummer|rijksregisternummer"
)
LABEL_WORDS = words(
    "dni nie nif cif nss codice codicefiscale fiscale cf iva bsn burgerservicenummer nhs curp rfc pesel nip regon sin insurance cpf cnpj documento rg nino ni "
    "aadhaar aadhar uidai pan kyc voter ssn social taxpayer itin tin ein personnummer samordningsnummer fødselsnummer fodselsnummer cpr henkilötunnus hetu "
    "číslo cislo steuer steuerid steuernummer idnr sv svnummer sozialversicherungsnummer ahv avs insee nir sécu sécurité tfn medicare abn ird nric hkid mykad "
    "rut cuit cuil cédula cedula egn cnp oib jmbg amka afm tckn kimlik bvn nin rrn resident снилс инн national nationalid identity id tax taxid "
    "personal passport reisepass pasaporte passeport driver drivers license licence führerschein licencia persoonsnummer rijksregisternummer"
)
_SIGN = r"(?:[ _-]?(?:number|num|no|nr|id|code|#))?\\{0,7}[\"']?(?:\s{0,3}[:=#№]\s{0,3}|\s{1,3}(?:is\s|ist\s|es\s)?)\\{0,7}[\"']?"
# Seven to eighteen letters and digits, parted once in a while; with six digits at least.
_NUMBER = r"(?P<value>[A-Z]{0,6}\d(?:[A-Z0-9]|[ ./-](?=[A-Z0-9])){5,22}[A-Z0-9])(?![\w])"


def _is_number(value: str) -> bool:
    """Six digits at least, groups no longer than a number's, and not an address or a time."""
    digits = sum(map(str.isdigit, value))
    signs = sum(map(value.count, " ./-"))
    return digits >= 6 and len(value) - signs <= 18 and signs <= 5 and value.count("/") <= 2 and not _TIME.match(value)


_TIME = re.compile(r"\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4}|(?:\d{1,3}\.){3}\d{1,3}$|1[67]\d{8}(?:\d{3})?$")

_LABEL = re.compile(rf"(?:{_LABELS}){_SIGN}")
_VALUE = re.compile(_NUMBER)
LABEL_SHAPES = ("00000", "000 00", "000-00", "000.00", "00 00 00", "AA00")


def labelled(text: str) -> Iterator[Span]:
    """The numbers behind a word that says what they are."""
    at, low = 0, lowered(text)
    while label := _LABEL.search(low, at):
        at = label.start() + 1
        if label.start() and text[label.start() - 1].isalnum():
            continue
        number = _VALUE.match(text, label.end())
        if number and _is_number(number["value"]):
            yield Span(*number.span("value"), "national-id")
            at = number.end()


SHAPED = (
    Rule(re.compile(r"(?<![\w.-])\d{3}\.\d{3}\.\d{3}-\d\d(?![\w.-]?\d)"), "national-id", is_cpf, shapes=("000.000.000-00",), guard="0" * 11),
    Rule(re.compile(r"(?<![\w.-])\d\d\.\d{3}\.\d{3}/\d{4}-\d\d(?![\w.-]?\d)"), "national-id", is_cnpj, shapes=("00.000.000/0000-00",), guard="0" * 11),
    Rule(  # Britain's national insurance: letters that are given out, six digits, a letter A to D
        re.compile(r"(?<![\w-])(?!BG|GB|KN|NK|NT|TN|ZZ|[A-Z]O|[DFIQUV]|[A-Z][DFIQUV])[A-Z]{2}(?: ?\d\d){3} ?[A-D](?![\w-])"),
        "national-id",
        shapes=("AA000000A", "AA 00 00 00 A"),
        guard="AA0",
    ),
    Rule(re.compile(r"(?<![\w-])(?:\d{8}|[XYZ]\d{7})-?[A-Z](?![\w-])"), "national-id", is_dni, shapes=("00000000A", "A0000000A", "00000000-A", "A0000000-A"), guard="0000000"),
    Rule(  # Italy's codice fiscale
        re.compile(r"(?<![\w-])[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z](?![\w-])"), "national-id", is_codice_fiscale, shapes=("AAAAAA00A00A000A",), guard="AA0"
    ),
    Rule(  # Mexico's CURP
        re.compile(r"(?<![\w-])[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d(?![\w-])"), "national-id", shapes=("AAAA000000AAAAAA",), guard="AA0"
    ),
    Rule(  # India's PAN: the fourth letter says who
        re.compile(r"(?<![\w-])[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z](?![\w-])"), "national-id", shapes=("AAAAA0000A",), guard="AA0"
    ),
    Rule(  # India's Aadhaar, which begins with 2 to 9, in its groups behind a word or with its check digit
        re.compile(r"(?i:(?<![^\W_])(?:aadhaar|aadhar|uid|uidai|kyc)(?:[ _]?(?:number|no))?\W{1,4})(?P<value>[2-9]\d{3}[ -]\d{4}[ -]\d{4})(?![\w-])"),
        "national-id",
        shapes=("0000 0000 0000", "0000-0000-0000"),
        guard="0" * 11,
    ),
    Rule(
        re.compile(r"(?<![\w.-])[2-9]\d{3}([ -])\d{4}\1\d{4}(?![\w.-]?\d| \d)"), "national-id", is_verhoeff,
        shapes=("0000 0000 0000", "0000-0000-0000"), guard="0" * 11,
    ),
    Rule(  # Sweden's personnummer
        re.compile(r"(?<![\w.-])(?:19|20)?\d{6}[-+]\d{4}(?![\w-])"), "national-id", is_personnummer, shapes=("000000-0000", "000000+0000"),
    ),
)  # fmt: skip
