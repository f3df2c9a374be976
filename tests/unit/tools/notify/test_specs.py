"""What destinations need to know: secrets stay out of sight, and a mail server is read from either form."""

import pytest

from tools.notify.specs import TYPES, EmailSpec, MailServer, Secret, SlackSpec, Tls, WebhookSpec, mail_server


def test_secrets_are_not_shown() -> None:
    token = Secret("BOT_TOKEN", "xoxb-1")
    assert "xoxb" not in repr(SlackSpec(name="oncall", token=token, channel="#incidents"))
    assert "hidden" not in repr(WebhookSpec(name="hook", url="https://example.net/hidden"))


def test_a_webhooks_address_may_be_a_secret() -> None:
    assert WebhookSpec(name="hook", url="https://example.net/").address == "https://example.net/"
    assert (
        WebhookSpec(name="hook", url_secret=Secret("HOOK", "https://example.net/x")).address == "https://example.net/x"
    )


def test_types_are_named_as_in_the_file() -> None:
    named = {"slack", "pagerduty", "jira", "webhook", "email", "teams", "googlechat", "apprise"}
    assert set(TYPES) == named
    assert all(spec.type == word for word, spec in TYPES.items())


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("smtp://mail.example.net", MailServer("mail.example.net", 587, Tls.START)),
        ("smtp://u%40x:p%2Fw@mail:25", MailServer("mail", 25, Tls.START, "u@x", "p/w")),
        ("smtps://u:p@mail", MailServer("mail", 465, Tls.FROM_THE_START, "u", "p")),
        ("smtp://127.0.0.1:2525?starttls=false", MailServer("127.0.0.1", 2525, Tls.NONE)),
    ],
)
def test_a_mail_servers_address_is_read(address: str, server: MailServer) -> None:
    assert mail_server(address) == server
    mail = EmailSpec(name="mail", sender="a@x", to=("b@x",), smtp_url=Secret("SMTP_URL", address))
    assert mail.server == server


@pytest.mark.parametrize("address", ["http://mail", "mail:25", "smtp://", ""])
def test_what_is_no_mail_server_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="smtp://user:password@host:587"):
        mail_server(address)


@pytest.mark.parametrize(
    ("port", "starttls", "tls"),
    [(587, True, Tls.START), (25, False, Tls.NONE), (465, True, Tls.FROM_THE_START), (465, False, Tls.FROM_THE_START)],
)
def test_how_a_mail_server_is_reached_follows_its_port(port: int, starttls: bool, tls: Tls) -> None:
    login = {"user": Secret("U", "u"), "password": Secret("P", "p")}
    mail = EmailSpec(name="mail", sender="a@x", to=("b@x",), host="mail", port=port, starttls=starttls, **login)
    assert mail.server == MailServer("mail", port, tls, "u", "p")
