"""Lines with secrets and personal data in them, as services really write them. Everything is invented, from a seed."""

import base64
import json
import random
import string
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass

ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Planted:
    """`secret` must be gone from the redacted line; `kept` words must still be there."""

    line: str
    secret: str
    kept: tuple[str, ...]


def pick(random_: random.Random, alphabet: str, length: int) -> str:
    return "".join(random_.choice(alphabet) for _ in range(length))


def letters(random_: random.Random, length: int) -> str:
    return pick(random_, string.ascii_lowercase, length)


def password(r: random.Random) -> str:
    return r.choice(["Tr0ub4dor", "hunter", "S3cr3t", "blue-Fish", "p@ss", "Winter"]) + pick(
        r, string.digits + "!#$%", 5
    )


def luhn(prefix: str, length: int, r: random.Random) -> str:
    body = prefix + pick(r, string.digits, length - len(prefix) - 1)
    doubled = [int(d) * 2 - 9 * (int(d) > 4) if i % 2 == 0 else int(d) for i, d in enumerate(reversed(body))]
    return body + str(-sum(doubled) % 10)


def iban(r: random.Random) -> str:
    body = pick(r, string.digits, 18)
    check = 98 - int("".join(str(int(c, 36)) for c in f"{body}DE00")) % 97
    whole = f"DE{check:02d}{body}"
    return " ".join(whole[i : i + 4] for i in range(0, 22, 4)) if r.random() < 0.5 else whole


def jwt(r: random.Random) -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part({'sub': pick(r, ALNUM, 8)})}.{pick(r, ALNUM + '-_', 43)}"


Make = Callable[[random.Random], tuple[str, str]]

# Each makes (the text around a secret, the secret). The first words and the last are what must stay.
SECRETS: list[Make] = [
    lambda r: ((s := "AKIA" + pick(r, string.ascii_uppercase + "234567", 16)), s),
    lambda r: (f"aws_secret_access_key = {(s := pick(r, ALNUM + '/+', 38) + 'a1')}", s),
    lambda r: (f"credentials AKIA{pick(r, string.ascii_uppercase, 16)} {(s := 'aB3' + pick(r, ALNUM, 37))}", s),
    lambda r: (f"cloning https://x-access-token:{(s := 'ghp_' + pick(r, ALNUM, 36))}@github.com/a/b.git", s),
    lambda r: (f"using {(s := 'github_pat_' + pick(r, ALNUM, 40))}", s),
    lambda r: (f"runner {(s := 'glpat-' + pick(r, ALNUM, 20))}", s),
    lambda r: (f"slack {(s := 'xoxb-' + pick(r, string.digits, 12) + '-' + pick(r, ALNUM, 24))}", s),
    lambda r: (
        f"post https://hooks.slack.com/services/{(s := 'T0' + pick(r, ALNUM, 8) + '/B0' + pick(r, ALNUM, 24))}",
        s,
    ),
    lambda r: (f"charge with {(s := 'sk_live_' + pick(r, ALNUM, 24))}", s),
    lambda r: (f"openai key {(s := 'sk-proj-' + pick(r, ALNUM, 40) + '1')}", s),
    lambda r: (f"anthropic {(s := 'sk-ant-api03-' + pick(r, ALNUM, 40))}", s),
    lambda r: (f"maps {(s := 'AIza' + pick(r, ALNUM + '-_', 35))}", s),
    lambda r: (f"npm publish {(s := 'npm_' + pick(r, ALNUM, 36))}", s),
    lambda r: (f"sendgrid {(s := 'SG.' + pick(r, ALNUM, 22) + '.' + pick(r, ALNUM, 43))}", s),
    lambda r: (f"vault {(s := 'hvs.' + pick(r, ALNUM, 24))}", s),
    lambda r: (f"Authorization: Bearer {(s := jwt(r))}", s),
    lambda r: (f"got {(s := jwt(r))}", s),
    lambda r: (f"authorization=Bearer {(s := pick(r, ALNUM, 32))}", s),
    lambda r: (f"'Authorization': 'Basic {(s := base64.b64encode(f'bob:{password(r)}'.encode()).decode())}'", s),
    lambda r: (f"X-Api-Key: {(s := pick(r, HEX, 32))}", s),
    lambda r: (f"Cookie: session={(s := pick(r, ALNUM, 24))}; theme=dark", s),
    lambda r: (f"password={(s := password(r))}", s),
    lambda r: (f"DB_PASSWORD={(s := password(r))}", s),
    lambda r: (f"password: {(s := password(r))}", s),
    lambda r: (f'"password": "{(s := password(r) + " with space")}"', s),
    lambda r: (r"{\"user\":\"bob\",\"password\":\"" + (s := password(r)) + r"\"}", s),
    lambda r: (r'{"password":"a\"' + (s := password(r)) + '","attempt":2}', s),
    lambda r: (f"SECRET_KEY_BASE={(s := pick(r, HEX, 32))}", s),
    lambda r: (f"dbPassword: '{(s := password(r))}'", s),
    lambda r: (f"passwd => {(s := password(r))}", s),
    lambda r: (f"pwd={(s := password(r))};", s),
    lambda r: (f"client_secret={(s := pick(r, ALNUM + '-_~', 34) + 'x1')}", s),
    lambda r: (f'"apiKey":"{(s := pick(r, ALNUM, 32))}"', s),
    lambda r: (f"api_key: {(s := pick(r, ALNUM, 20) + '7q')}", s),
    lambda r: (f"token={(s := pick(r, HEX, 40))}", s),
    lambda r: (f"?access_token={(s := pick(r, ALNUM, 30))}&page=2", s),
    lambda r: (f"secret: {(s := pick(r, ALNUM, 24) + '3x')}", s),
    lambda r: (f"PRIVATE_KEY={(s := pick(r, ALNUM, 44))}", s),
    lambda r: (f"connecting to postgres://app:{(s := password(r).replace('#', 'x'))}@db.internal:5432/orders", s),
    lambda r: (f"mongodb+srv://svc:{(s := pick(r, ALNUM, 16))}@cluster0.example.net/x", s),
    lambda r: (f"redis://:{(s := pick(r, ALNUM, 16))}@cache:6379/0", s),
    lambda r: (f"jdbc:mysql://db/x?user=a&password={(s := pick(r, ALNUM, 12))}", s),
    lambda r: (f"Server=db;Database=x;User Id=sa;Password={(s := pick(r, ALNUM, 14))};Encrypt=true", s),
    lambda r: (
        f"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={(s := pick(r, ALNUM + '+/', 86) + '==')};",
        s,
    ),
    lambda r: (f"blob?sv=2022&sig={(s := pick(r, ALNUM, 42) + '%3D')}&se=2026", s),
    lambda r: (f"-----BEGIN RSA PRIVATE KEY-----\n{(s := pick(r, ALNUM, 64))}\n-----END RSA PRIVATE KEY-----", s),
    lambda r: (f"-----BEGIN PRIVATE KEY-----\\n{(s := pick(r, ALNUM, 64))}\\n-----END PRIVATE KEY-----", s),
    lambda r: (f"mysql -u root -p{(s := password(r))}", s),
    lambda r: (f"curl -u admin:{(s := password(r))}", s),
    lambda r: (f"deploy --token {(s := pick(r, ALNUM, 20) + '1')}", s),
    lambda r: (f"CREATE USER a IDENTIFIED BY '{(s := password(r))}'", s),
    lambda r: (f"the password is {(s := password(r))}", s),
    lambda r: (f"no login with password {(s := pick(r, ALNUM, 10) + '1x')}", s),
    lambda r: (f"rejected token {(s := pick(r, HEX, 31) + 'a1')}", s),
    lambda r: (f"<password>{(s := password(r))}</password>", s),
    lambda r: (f"form body password%3D{(s := pick(r, ALNUM, 12) + '1x')}", s),
    lambda r: (f"stored hash $2b$12${(s := pick(r, ALNUM, 53))}", s),
    lambda r: (f"code sent otp={(s := pick(r, string.digits, 6))}", s),
    lambda r: (f"refresh_token={(s := pick(r, ALNUM, 40) + '1x')}", s),
    lambda r: (f"amqp://svc:{(s := pick(r, ALNUM, 16))}@mq.internal:5672/", s),
    lambda r: (f"SharedAccessKey={(s := pick(r, ALNUM + '+/', 42) + '1=')}", s),
]
PERSONAL: list[Make] = [
    lambda r: (f"mail to {(s := f'{letters(r, 6)}.{letters(r, 5)}@example.com')}", s),
    lambda r: (f"user={(s := f'{pick(r, string.ascii_lowercase, 7)}+tag@mail.example.co.uk')},", s),
    lambda r: (f'"email":"{(s := pick(r, ALNUM, 9) + "@example.org")}"', s),
    lambda r: (f"card {(s := luhn('4', 16, r))}", s),
    lambda r: (f"card_number={(s := luhn('52', 16, r))}", s),
    lambda r: (f"paid with {(s := ' '.join(textwrap.wrap(luhn('4', 16, r), 4)))}", s),
    lambda r: (f"amex {(s := luhn('37', 15, r))}", s),
    lambda r: (f"iban {(s := iban(r))}", s),
    lambda r: (f"ssn {(s := f'{r.randint(100, 665)}-{r.randint(10, 99)}-{r.randint(1000, 9999)}')}", s),
    lambda r: (f"ssn={(s := str(r.randint(100000000, 665999999)))}", s),
    lambda r: (f"calling {(s := f'+1-{r.randint(201, 989)}-555-{r.randint(1000, 9999)}')}", s),
    lambda r: (f"sms to {(s := f'+49151{r.randint(10000000, 99999999)}')}", s),
    lambda r: (f"phone: {(s := f'({r.randint(201, 989)}) 555-{r.randint(1000, 9999)}')}", s),
    lambda r: (f"phone={(s := f'{r.randint(201, 989)}-555-{r.randint(1000, 9999)}')}", s),
    lambda r: (f"dob={(s := f'19{r.randint(50, 99)}-0{r.randint(1, 9)}-1{r.randint(0, 9)}')}", s),
    lambda r: (f"passport_number: {(s := 'C' + pick(r, string.digits, 8))}", s),
    lambda r: (f'"first_name": "{(s := pick(r, string.ascii_lowercase, 8).title())}"', s),
    lambda r: (f"cvv={(s := pick(r, string.digits, 3))};", s),
]  # fmt: skip
FRAMES = [
    "2024-03-11T10:11:12Z ERROR checkout failed {} after 3 attempts",
    "payment-worker[2211]: retrying {} because upstream returned 503",
    'level=warn msg="request rejected" detail {} status=401',
    "{}",
]


def planted(makers: list[Make], seed: int, rounds: int) -> Iterator[Planted]:
    """`rounds` lines of every maker."""
    r = random.Random(seed)
    for _ in range(rounds):
        for make in makers:
            text, secret = make(r)
            frame = r.choice(FRAMES)
            before, _, after = frame.partition("{}")
            end = "\n" if text.startswith("-----BEGIN") else " "
            yield Planted(f"{before}{text}{end if after else ''}{after.lstrip()}", secret, (before.strip(),))
