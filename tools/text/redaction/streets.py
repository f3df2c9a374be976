"""Street addresses: a house number and a street, recognised by the word for the street or the words before it."""

from tools import deferred_re as re
from tools.text.redaction.rule import Rule, words

_KIND = "personal"
_PROPER = r"[A-ZÀ-Ž][\w'’.-]{1,32}"
_SMALL = r"(?:de la|de los|de|des|du|da|dos|do|del|della|dei|la|le|von|van der|van|der|zum|am|d'|l')"
_HOUSE = r"\d{1,5}(?: ?[A-Za-z](?= ))?(?: (?:bis|ter))?,?"
_STREET_WORDS = "street st road rd lane ln avenue ave boulevard blvd terrace crescent"
_FRENCH = "rue boulevard allée chemin impasse quai"
_ROMANCE = "calle avenida plaza paseo rua travessa viale corso piazza ulica ulitsa"
STREETS = (
    Rule(  # `221 Baker Street`
        re.compile(
            rf"(?<![\w.:/-])\d{{1,5}}[A-Za-z]? (?:{_PROPER} ){{1,3}}"
            r"(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Boulevard|Blvd|Terrace|Crescent)\b(?=\s?(?:[,;.\"')\n]|\Z))"
        ),
        _KIND,
        words=words(_STREET_WORDS),
        shapes=("0 A", "0a A", "0b A", "0c A", "0A A"),
    ),
    Rule(  # `12 bis rue des Lilas`
        re.compile(
            rf"(?<![\w.:/-]){_HOUSE} (?i:rue|avenue|boulevard|place|allée|chemin|impasse|quai) "
            rf"(?:{_SMALL}\s?){{0,2}}{_PROPER}(?: {_PROPER}){{0,2}}"
        ),
        _KIND,
        words=words(_FRENCH),
    ),
    Rule(  # `Calle de Alcalá, 42`
        re.compile(
            rf"\b(?i:calle|avenida|plaza|paseo|rua|travessa|viale|corso|piazza) (?:{_SMALL} ){{0,2}}"
            rf"{_PROPER}(?: (?:{_SMALL} )?{_PROPER}){{0,3}},? (?:n[º°.]? ?)?\d{{1,5}}\b"
        ),
        _KIND,
        words=words(_ROMANCE),
    ),
    Rule(  # `Lindenstraße 44`
        re.compile(r"(?<![\w-])[A-ZÄÖÜ][a-zäöüß-]{2,32}?(?:straße|strasse|str\.) \d{1,4} ?[a-z]?(?![\w.:/-])"),
        _KIND,
        marks=("strasse ", "stra\u00c3\u009fe ", "str. "),
        guard="str",
        shapes=(" 0",),
    ),
    Rule(  # `ship to 7 Mill Hill, Ipswich`: with the town after it
        re.compile(
            r"(?i:(?:ship(?:ped|ping)?|deliver(?:ed|y)?|mail(?:ed)?) to|(?:lives|living|resid(?:es|ing)) at)"
            rf" (?P<value>{_HOUSE} {_PROPER}(?: (?:{_SMALL} )?{_PROPER}){{0,3}})(?=, ?[A-ZÀ-Ž])"
        ),
        _KIND,
        words=words("ship shipped shipping deliver delivered delivery mail mailed lives living resides residing"),
        shapes=("0 A", "0a A", "0A A", "0, A"),
    ),
    Rule(  # `address="12 Mill Hill"`, `billing address 12 Mill Hill`
        re.compile(
            r"(?i:(?:addr(?:ess)?e?|street|dirección|direccion|endereço|endereco|indirizzo|adres|adresa|anschrift)(?:[\"']?\s?[:=]|>)"
            r"|(?:billing|shipping|delivery|home|postal|street|mailing) address)"
            rf"\s?[\"']?(?P<value>{_HOUSE} (?:{_SMALL} ){{0,2}}{_PROPER}(?: (?:{_SMALL} )?{_PROPER}){{1,3}})"
        ),
        _KIND,
        words=words(
            "addr address addresse adresse street dirección direccion endereço endereco indirizzo adres adresa "
            "anschrift streetaddress mailingaddress postaladdress homeaddress billingaddress shippingaddress"
        ),
        shapes=("0 A", "0a A", "0A A", "0, A", "0 a"),
    ),
)
