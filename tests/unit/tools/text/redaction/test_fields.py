"""Personal data in fields and behind words: whole addresses, numbers that are called."""

import pytest

from tests.support.marked import expected, unmarked
from tools.text.redaction.redact import redact

GIVEN = (
    "customer name: «Leopoldine Vanderhoek», plan: gold",
    "Shipping address: «8 Miller's Yard, Unit 2, York YO1 7HU»; carrier: none",
    "téléphone de la cliente : «01 70 18 52 94», rappel demandé",
    "nom du client: «Leopoldine Vanderhoek»",
    "UIDAI says «2345 6789 0124» is taken",
    "shipping_address: «Lindenallee 74, 24105 Kiel»",
    "billing_address=«Ahornweg 3, 10115 Berlin» tier=gold",
    "delivery_address: «12 Mill Hill, Ipswich»; status=held",
    "Rückruf an «0171/0851880» erbeten",
    "to=«00447700900404» undeliverable",
    "Lieferadresse: «Hauptstr. 5, 80331 München»",
    "Lieferanschrift: «Familie Berger, Am Anger 3, 99084 Erfurt»",
    "strasse=«Am Anger 3» plz=99084 ort=Erfurt",
    '{"lieferadresse":{"strasse":"«Am Alten Markt»","nr":"12"}}',
    '"street":"«Lindenallee 117»","geocode":"ZERO_RESULTS"',
    "Adresse de livraison : «14 rue des Lilas, 69003 Lyon»",
    "Dirección de envío: «Calle Mayor 12, 28013 Madrid»",
    'address_line1="«14 Mill Hill»"',
    "adres: «ul. Długa 7/12, 00-238 Warszawa»",
    'kunde="«Jutta Brandt»" bestellung=4711',
    "Kontoinhaber: «Jutta Brandt»",
)
KEPT = (
    "customer name: missing",
    "last name: is required",
    "Account number: see the invoice",
    "Shipping address: not validated",
    "Shipment 2345-6789-0124 is late",
    "order 2345 6789 0124 is late",
    "shipping_address: missing in 4 rows",
    "delivery_address: null",
    "to=0044770090040412345 is no number",
    "X-Amz-Cf-Id: krnezt2_ceFT6763dIvNYQmDKIaePZu0230Fzmqt30sbk8rijtxDegcq",
    "street: production",
    '"street": "PRODUCTION 1"',
    "Anschrift: unbekannt",
    "kunde=premium",
    "adresse=10.0.0.5",
    "line 1: Unexpected token Foo at 12",
    "customer_address: null",
    "address: node-3 rack 12",
    '{"request_id":"b7Kq_ceFT6763dIvNYQmDKIaePZu0230Fzmqt30sbk8rijtx"}',
)


@pytest.mark.parametrize("line", GIVEN)
def test_a_field_loses_its_person(line: str) -> None:
    assert expected(line).fullmatch(redact(unmarked(line)))


@pytest.mark.parametrize("line", KEPT)
def test_a_field_without_a_person_stays(line: str) -> None:
    assert redact(line) == line
