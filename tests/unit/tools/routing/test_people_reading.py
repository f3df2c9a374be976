"""`[[slack_user]]` says who may act from Slack; every fault is told with its line and key."""

import pytest

from tests.support.routing import SECRETS
from tools.errors import Misconfigured
from tools.nouns.accounts import Role
from tools.nouns.slack_profiles import SlackMember
from tools.routing.configuration import Configuration, read_text

ADA = '[[slack_user]]\nid = "U1"\nuser = "ada"\n'
ZOE = '[[slack_user]]\nemail = "Zoe@example.com"\nrole = "responder"\nname = "zoe"\ntenant = "acme"\n'


def read(text: str) -> Configuration:
    return read_text(text, "d.toml", SECRETS, [])


def test_people_alone_are_a_file() -> None:
    ada, zoe = read(ADA + ZOE).people
    assert ada == SlackMember(id="U1", user="ada")
    assert zoe == SlackMember(email="Zoe@example.com", role=Role.RESPONDER, name="zoe", tenant="acme")
    assert ada.matches("U1", "T1", "")
    assert not ada.matches("U2", "T1", "ada@example.com")
    assert zoe.matches("U9", "T1", "zoe@EXAMPLE.com")
    assert not zoe.matches("U9", "T1", "")
    assert not SlackMember(id="U1", team="T1", user="ada").matches("U1", "T2", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("slack_user = 1", "write \\[\\[slack_user"),
        ('[[slack_user]]\nid = "U1"', "line 1, slack_user 1: give exactly one of `user`"),
        ('[[slack_user]]\nid = "U1"\nuser = "a"\nrole = "viewer"', "slack_user 1: give exactly one of `user`"),
        ('[[slack_user]]\nuser = "ada"', "slack_user 1: name the person by exactly one of `id`"),
        (ADA + '[[slack_user]]\nid = "U1"\nemail = "a@b"\nuser = "ada"', "line 4, slack_user 2: name the person"),
        ('[[slack_user]]\nid = "U1"\nrole = "king"', "line 3, slack_user 1, role: the role must be one of"),
        (
            '[[slack_user]]\nid = "U1"\nuzer = "ada"',
            "line 3, slack_user 1, uzer: there is no such key; did you mean user",
        ),
        ('[[slack_user]]\nid = 1\nuser = "ada"', "slack_user 1, id: a non-empty text"),
    ],
)
def test_a_fault_names_its_line_and_key(text: str, said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        read(text)
