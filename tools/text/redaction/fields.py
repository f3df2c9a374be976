"""Fields of personal data: `"date_of_birth": "…"`, `customer_name=Ada Lovelace`."""

from collections.abc import Iterator

from tools import deferred_re as re
from tools.text.redaction.checks import is_personal_value, words_of
from tools.text.redaction.keyed import key_tail
from tools.text.redaction.lowered import lowered
from tools.text.redaction.rule import Span
from tools.text.redaction.trie import one_of

# `_` stands for an optional `_` or blank.
_NAMES = words_of(
    "ssn social_security social_security_number social_security_no dob date_of_birth birth_date birth_day passport "
    "passport_number passport_no passport_id cvv cvv2 cvc cvc2 card_number card_no credit_card iban account_number "
    "account_no routing_number tax_id "
    "client_name guest_name passenger_name student_name employee_name account_holder beneficiary_name payee_name "
    "nom_du_client nombre_del_cliente nome_do_cliente kunden_name nom_complet nome_completo national_id "
    "driver_license driver_licence drivers_license drivers_licence driver_s_license "
    "full_name first_name last_name customer_name patient_name maiden_name holder_name "
    "cardholder_name card_holder recipient_name given_name family_name sur_name street_address home_address "
    "postal_address billing_address shipping_address delivery_address residential_address geburts_datum "
    "date_de_naissance fecha_de_nacimiento nach_name vor_name familien_name nom_de_famille prenom prénom apellido "
    "apellidos nombre_completo cognome sobrenome nazwisko achternaam voornaam efternamn fornavn etternavn"
)
# Fields of an address. Devices and networks have such fields too, so the value must read like a place of people.
_STREETS = words_of(
    "street street_1 street_line street_name straße strasse str_name strassen_name rue calle ulica rua "
    "logradouro straat"
)
_PLACES = _STREETS | words_of(
    "adresse adres adresa "
    "domicilio indirizzo adres_dostawy endereço endereco dirección direccion gatuadress liefer_adresse "
    "liefer_anschrift rechnungs_adresse rechnungs_anschrift wohn_adresse anschrift haus_anschrift versand_adresse "
    "post_anschrift adresse_de_livraison adresse_de_facturation adresse_postale dirección_de_envío direccion_de_envio "
    "dirección_de_entrega domicilio_de_entrega endereço_de_entrega endereco_de_entrega indirizzo_di_consegna "
    "indirizzo_di_spedizione bezorg_adres aflever_adres factuur_adres leverings_adresse leverans_adress address_line "
    "address_line_1 address_line_2 address_line1 address_line2 address_1 address_2 street_address1 ship_to_address "
    "customer_address recipient_address"
)
# Fields whose value is a person if it is two capitalised words or more.
_PERSONS = words_of(
    "kontoinhaber kontoinhaberin karteninhaber titular_de_la_cuenta titulaire_du_compte intestatario beneficiary "
    "beneficiaire beneficiario kunde kundin klant ansprechpartner ansprechpartnerin empfänger empfängerin "
    "destinatario destinataire rekeninghouder posiadacz_rachunku"
)
_BARE_NAME = str.maketrans("", "", "_ ")
_STREET_NAMES, _PLACE_NAMES = ({name.translate(_BARE_NAME) for name in names} for names in (_STREETS, _PLACES))
_PERSON_NAMES = {name.translate(_BARE_NAME) for name in _PERSONS}
FIELD_TAILS = frozenset(map(key_tail, _NAMES | _PLACES | _PERSONS))
_ANY = one_of(_NAMES | _PLACES | _PERSONS, {"_": "[_ ]?"})
_FIELD = re.compile(rf"(?P<name>{_ANY})(?:\\{{0,7}}[\"']?\s{{0,3}}[:=]\s{{0,3}}(?P<quote>\\{{0,7}}[\"']?))")
_QUOTED = {"'": re.compile(r"[^'\\\r\n]{1,128}"), '"': re.compile(r"[^\"\\\r\n]{1,128}")}
# A house number or a postal code makes it a whole address, up to the next field.
_ADDRESS = re.compile(
    r"(?=[^\r\n\"';|&=<>\d]{0,64}\d)"
    r"(?:[^\s,\"';|&=<>]{1,64}+|(?<=[a-z])'(?=[a-z])|[ \t,]{1,3}(?=[^\s,\"';|&=<>])(?![a-z_]{2,32}[=:])){2,40}"
)
# A capitalised word and a number, parted by a blank, up to the value's end; or a street's name without one.
_END = r"\r\n\"';|&=<>"
_INHABITED = re.compile(rf"(?=[^{_END}]{{0,80}}?[A-ZÀ-Ž][a-zß-ž’.-]{{2}})(?=[^{_END}]{{0,80}}?\d)[^{_END} ]{{1,40}}[ ]")
_STREET = re.compile(r"[A-ZÀ-Ž][a-zß-ž'’.]{1,32}(?:[ -][\w'’.]{1,32}){0,5}(?=[\"',;\r\n]|\Z| [a-z]{1,16}=)")
_BEGINS = re.compile(r"[A-ZÀ-Ž\d]")
_PERSON = re.compile(
    r"[A-ZÀ-Ž][a-zß-ž'’-]{1,32}(?: (?:(?:von|van|de|der|da|di|la) ){0,2}[A-ZÀ-Ž][a-zß-ž'’-]{1,32}){1,3}"
)
# In capitalised words, or up to the next mark.
_CAPITALISED = r"[A-ZÀ-Ž][\w'.-]{0,32}(?: [A-ZÀ-Ž][\w'.-]{0,32})"
_BARE = re.compile(_CAPITALISED + r"{1,3}|[^\s\"',;&)\]}]{1,64}")
# After a name in words, as in sentences: a person's name, or a number.
_SPACED = re.compile(rf"{_CAPITALISED}{{1,3}}|(?=[^\s\"',;&)\]}}]{{0,16}}\d\S{{0,16}}\d)[^\s\"',;&)\]}}]{{6,64}}")


def fields(text: str) -> Iterator[Span]:
    """The values of fields of personal data."""
    at, low = 0, lowered(text)
    while field := _FIELD.search(low, at):
        at = field.end()
        before = text[field.start() - 1 : field.start()]
        if before.isascii() and before.isalpha():
            continue
        name, is_spaced = field["name"].translate(_BARE_NAME), " " in field["name"]
        is_place = name in _PLACE_NAMES
        if is_place and not (_INHABITED.match(text, at) or (name in _STREET_NAMES and _STREET.match(text, at))):
            continue
        value = _QUOTED.get(field["quote"][-1:], _SPACED if is_spaced else _BARE).match(text, at)
        if name in _PERSON_NAMES and not (value and _PERSON.fullmatch(value[0])):
            continue
        if (is_place or "address" in name) and not field["quote"]:
            value = (_ADDRESS.match(text, at) if is_place or _BEGINS.match(text, at) else None) or value
        if value and is_personal_value(value[0]):
            yield Span(*value.span(), "personal")
            at = value.end()
