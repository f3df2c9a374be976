"""More ways in which services write secrets and personal data, by kind. Everything is invented, from a seed."""

import base64
import random
import string

from tests.support.planted import ALNUM, HEX, Make, luhn, pick

LOWER = string.ascii_lowercase


def strong(r: random.Random) -> str:
    """A password as rules ask for: letters of both cases, digits, an odd sign, no blank."""
    return (
        f"{r.choice(['Falcon', 'pepper', 'Granite', 'mosaic'])}{r.choice('!#$%')}{pick(r, ALNUM, 5)}{r.randint(10, 99)}"
    )


def cpf(r: random.Random) -> str:
    digits = [r.randrange(10) for _ in range(9)]
    for size in (9, 10):
        digits.append(sum(d * w for d, w in zip(digits, range(size + 1, 1, -1), strict=True)) * 10 % 11 % 10)
    text = "".join(map(str, digits))
    return f"{text[:3]}.{text[3:6]}.{text[6:9]}-{text[9:]}"


def dni(r: random.Random) -> str:
    number = r.randrange(10**7, 10**8)
    return f"{number}{'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23]}"


def grouped(digits: str, sign: str) -> str:
    return sign.join(digits[start : start + 4] for start in range(0, len(digits), 4))


def _told(text: str, secret: str) -> tuple[str, str]:
    return text.replace("{}", secret), secret


def _token(r: random.Random) -> str:
    return "glpat-" + pick(r, ALNUM, 20)


def _form(make: str) -> Make:
    return lambda r: _told(make, strong(r))


ESCAPED: list[Make] = [
    lambda r: _told('{"error":"refused\\n{}"}', _token(r)),
    lambda r: _told("/login?back=%2Fx%3Fkey%3D{}", _token(r)),
    lambda r: _told('{"url":"x?k\\u003d{}"}', _token(r)),
    lambda r: _told("\\x1b[33m{}\\x1b[0m rejected", _token(r)),
    lambda r: _told("log='a\\tb\\t{}'", _token(r)),
    lambda r: _told("&quot;password&quot;:&quot;{}&quot;", pick(r, ALNUM, 12)),
    lambda r: _told("body=%7B%22password%22%3A%22{}%22%7D", pick(r, ALNUM, 12)),
    lambda r: _told("pass%2577ord password%253D{} x", pick(r, ALNUM, 12)),
]
SPLIT: list[Make] = [
    lambda r: _told("password={} refused", f"{pick(r, ALNUM, 3)};{pick(r, ALNUM, 6)}"),
    lambda r: _told("DB_PASSWD={} host=db", f"{pick(r, ALNUM, 4)},{pick(r, ALNUM, 3)}&{pick(r, ALNUM, 3)}"),
    lambda r: _told("secret={}", f"{pick(r, ALNUM, 5)}'{pick(r, ALNUM, 5)}"),
    lambda r: _told("dial(pwd={})", f"{pick(r, ALNUM, 4)}|{pick(r, ALNUM, 6)}"),
]
OPTIONS: list[Make] = [
    _form("ldapsearch -x -D cn=admin -w {} -b dc=x"),
    _form("sqlcmd -S host -U sa -P {} -i x.sql"),
    _form("redis-cli -h cache -a {} ping"),
    _form("mysqldump -u root -p{} orders"),
    _form("docker login -u ci -p {} registry.internal"),
    _form("keytool -list -keystore a.jks -storepass {}"),
    _form("openssl rsa -in k.pem -passin pass:{}"),
    _form("rpcclient -U admin%{} host"),
    _form("curl -s -u admin:{} http://x"),
    _form("tool --admin-password {} start"),
    _form("net user helper {} /add"),
]
NESTED: list[Make] = [
    _form("auth:\n  password: |\n    {}\n  user: x"),
    _form("password: >-\n    {}"),
    _form("passwords:\n  - {}"),
    _form('"client_secret":\n    "{}"'),
    _form('name="passwd"\r\n\r\n{}\r\n--end'),
    _form('<input type="password" name="pwd" value="{}">'),
    _form('<add key="Password" value="{}"/>'),
    _form('{"secret":["{}"]}'),
    _form('{"password":{"current":"{}"}}'),
    _form("tokens: [{}]"),
    _form('{"name":"SMTP_PASSWORD","value":"{}"}'),
    _form("- name: DB_SECRET\n  value: {}"),
]
LANGUAGES: list[Make] = [
    _form("passwort: {}"), _form("kennwort={}"), _form("mot de passe: {}"), _form("contraseña={}"), _form("senha: {}"),
    _form("wachtwoord={}"), _form("пароль={}"), _form("密码: {}"), _form("hasło={}"), _form("パスワード={}"),
    _form("비밀번호: {}"), _form("lösenord={}"), _form("şifre={}"),
]  # fmt: skip
WORDS: list[Make] = [
    _form("passcode: {}"), _form("wifi_psk={}"), _form("recovery_code={}"), _form("sid={}"), _form("session_id={}"),
    _form("salt={}"), _form("totp_secret={}"), _form("security_answer={}"), _form("cred={}"), _form("api token {}"),
    _form("community {}"), _form("X-Subscription-Key: {}aB3dE5gH7jK9mN1pQ3"),
]  # fmt: skip
WEB: list[Make] = [
    lambda r: _told("GET /callback?code={}&state=x", pick(r, ALNUM + "-_", 40) + "aZ9"),
    lambda r: _told("SAMLResponse={}", pick(r, ALNUM, 60) + "aZ9"),
    lambda r: _told("client_assertion={}&x=1", pick(r, ALNUM, 50)),
    lambda r: _told("GET /password-reset/{} 200", pick(r, ALNUM, 32) + "aZ9"),
    lambda r: _told("link https://x.example/magic/{}", pick(r, ALNUM, 32) + "aZ9"),
    lambda r: _told("POST https://discord.com/api/webhooks/123456/{}", pick(r, ALNUM, 40) + "aZ9"),
    lambda r: _told("Ocp-Apim-Subscription-Key: {}", pick(r, ALNUM, 32) + "aZ9"),
]
HASHES: list[Make] = [
    lambda r: _told("ops:$apr1$x1${}", pick(r, ALNUM, 22)),
    lambda r: _told("{SSHA}{}", base64.b64encode(r.randbytes(24)).decode()),
    lambda r: _told("NTLM hash {}", pick(r, HEX, 32)),
    lambda r: _told("pbkdf2_sha256$260000${}", pick(r, ALNUM, 22) + "$" + pick(r, ALNUM, 40)),
    lambda r: _told("auths {}", base64.b64encode(f"robot-{pick(r, LOWER, 3)}:{pick(r, ALNUM, 14)}".encode()).decode()),
    lambda r: _told("tls.key: {}", base64.b64encode(b"-----BEGIN EC PRIVATE KEY-----\n" + r.randbytes(40)).decode()),
]
CODES: list[Make] = [
    lambda r: _told("one-time code {} sent", pick(r, string.digits, 6)),
    lambda r: _told("your verification code is {}", pick(r, string.digits, 6)),
    lambda r: _told("{} is your login code", pick(r, string.digits, 6)),
    lambda r: _told("Ihr Code ist {}", pick(r, string.digits, 6)),
    lambda r: _told("#1 ldap_bind(Resource id #2, 'cn=x', '{}')", strong(r)),
    lambda r: _told('at Pool.open("db", "svc", "{}")', strong(r)),
]
PEOPLE: list[Make] = [
    lambda r: _told("cpf {} recusado", cpf(r)),
    lambda r: _told("cliente {} bloqueado", cpf(r)),
    lambda r: _told("dni {} rechazado", dni(r)),
    lambda r: _told("employee {} unknown", dni(r)),
    lambda r: _told("nino {} duplicate", f"AB{pick(r, string.digits, 6)}C"),
    lambda r: _told("worker {} duplicate", f"CE{pick(r, string.digits, 6)}A"),
    lambda r: _told("aadhaar {} invalid", f"{r.randint(2000, 9999)} {r.randint(1000, 9999)} {r.randint(1000, 9999)}"),
    lambda r: _told("pesel={}", pick(r, string.digits, 11)),
    lambda r: _told("NHS number {}", f"{r.randint(100, 999)} {r.randint(100, 999)} {r.randint(1000, 9999)}"),
    lambda r: _told("ssn {}", f"{r.randint(101, 665)} {r.randint(10, 99)} {r.randint(1000, 9999)}"),
    lambda r: _told("card {}", grouped(luhn("4", 16, r), ".")),
    lambda r: _told("pan {} declined", grouped(luhn("52", 16, r), "%20")),
    lambda r: _told("?email={}", f"{pick(r, LOWER, 6)}.{pick(r, LOWER, 5)}%40example.com"),
    lambda r: _told("user {} bounced", f"{pick(r, LOWER, 6)} at example dot org"),
    lambda r: _told("user {} bounced", f"{pick(r, LOWER, 6)}[at]example[dot]org"),
    lambda r: _told("mail {} bounced", f"{pick(r, LOWER, 6)}&#64;example.org"),
    lambda r: _told("patient born on {}", f"{r.randint(10, 28)}/0{r.randint(1, 9)}/19{r.randint(40, 99)}"),
    lambda r: _told("geboren am {}", f"{r.randint(10, 28)}.0{r.randint(1, 9)}.19{r.randint(40, 99)}"),
    lambda r: _told("caller {} dropped", f"0{r.randint(100, 999)} {r.randint(1000000, 9999999)}"),
    lambda r: _told("parcel for {} returned", f"Nora {pick(r, LOWER, 6).title()}, {r.randint(1, 99)} Elm Road"),
]
FORMS: dict[str, list[Make]] = {
    "escaped": ESCAPED, "split": SPLIT, "options": OPTIONS, "nested": NESTED, "languages": LANGUAGES, "words": WORDS,
    "web": WEB, "hashes": HASHES, "codes": CODES, "people": PEOPLE,
}  # fmt: skip
