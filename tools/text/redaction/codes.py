"""One-time codes: "one-time code 123456", "your PIN is 1234", "123456 is your login code"."""

from tools import deferred_re as re
from tools.text.redaction.rule import Rule, words

_CODES = words(
    "code pin otp passcode tan kode codice código codigo код bestätigungscode sicherheitscode zugangscode einmalcode "
    "anmeldecode verifizierungscode freischaltcode"
)
# Words for a code; German compounds include its purpose.
_CODE = r"(?:[a-zäöüß]{3,16}code|code|pin|otp|passcode|password|tan|token|kode|codice|código|codigo|код)"
# Errors and responses have codes as well.
_WORD = r"(?!error|err|exit|status|return|result|reason|fault|http|response|event|message|msg)\w"
_ONCE = (
    r"(?:one[- ]?time|einmal|verification|log-?in|sign-?in|security|confirmation|access|recovery|sms"
    rf"|auth(?:entication|ori[sz]ation)?)[ -]?(?:{_WORD}{{1,12}}[ -])?"
)
_SECOND_FACTOR = rf"(?:2fa|mfa|otp|totp)\b(?:[^\w\n\[]{{1,3}}{_WORD}{{1,16}}){{0,4}}?[^\w\n\[]{{1,3}}"
_YOURS = rf"(?:your|ihr|dein|votre|tu|su|seu|ваш|код)\s(?:{_WORD}{{1,16}}[ -]){{0,3}}"
_PURPOSE = r"(?: (?:de|di|da|do|for|to|zum|zur|per|para|pour) (?:the |la |il )?\w{1,16})?"
_IS = r"[^\w\n\[]{0,3}(?:(?:is|was|lautet|ist|est|es|é|è)[^\w\n]{1,3})?"
_SIX = r"\d{6,8}|\d{3}[ -]\d{3}"
_ANY = r"\d{4}[ -]\d{4}|\d{4,8}|\d{3}[ -]\d{3}|g-\d{6}"
_END = r"(?![\w:/-]|\.\w)"
_QUANTITY = r"(?! (?:\w?b|[mµn]?s|rows|items|lines)\b)"
_SHAPES = ("0000", "000-000", "000 000")


def _without_spaces(text: str) -> tuple[str, ...]:
    return tuple(word.encode().decode("latin-1") for word in text.split())


ONE_TIME = (
    Rule(  # the codes of errors are preceded by other words
        re.compile(
            rf"(?<![.\w])(?=[oevlscar2mtbydiuвк])(?:{_ONCE}|{_SECOND_FACTOR}|backup[ -]|{_YOURS})"
            rf"{_CODE}{_PURPOSE}{_IS}(?P<value>{_ANY}){_END}"
        ),
        "otp",
        words=_CODES,
        shapes=_SHAPES,
        folded=True,
    ),
    Rule(  # "OTP 123456", "passcode 123456": nothing else has that name
        re.compile(
            rf"(?<![a-z])(?:otp|2fa|mfa|passcode|one-?time|m?tan|smstan)[ =:#\"']{{1,4}}(?P<value>{_SIX}){_END}"
        ),
        "otp",
        words=words("otp totp 2fa mfa passcode onetime time tan mtan smstan"),
        shapes=("000000", *_SHAPES[1:]),
        folded=True,
    ),
    Rule(  # "sent code 123456"; codes of responses and errors have three or four digits
        re.compile(
            r"(?:(?:sent|use|enter|type)(?: the)? code|код (?:подтверждения|доступа|входа))[ :]{1,3}"
            rf"(?P<value>\d{{6}}){_END}{_QUANTITY}"
        ),
        "otp",
        words=words("code код"),
        shapes=("000000",),
        folded=True,
    ),
    Rule(  # "código de verificación: 123456", "kod weryfikacyjny 123456"
        re.compile(
            r"(?:c[oó]d(?:igo|ice|e) (?:de |di |d'|d’)"
            r"(?:verifica|vérifica|acce[sc]|segur|sécur|sicur|confirma|connexion|acesso|auten)\w{0,10}"
            r"|kod (?:weryfik|autoryz|potwierdz)\w{0,10}|(?:ověřovací|potvrzovací) kód|doğrulama kodu|kode verifikasi"
            r"|verificatiecode|verifieringskod|bekræftelseskode|vahvistuskoodi|mã xác (?:minh|nhận))"
            rf"{_IS}(?P<value>{_ANY}){_END}"
        ),
        "otp",
        words=words(
            "código codigo codice code kod kód kodu kode verificatiecode verifieringskod bekræftelseskode "
            "vahvistuskoodi mã"
        ),
        shapes=_SHAPES,
        folded=True,
    ),
    Rule(  # "PIN for the vault: 1234"
        re.compile(
            rf"(?<![a-z])pin (?:for|of|zu|zur|zum|für|de|del|du|per)(?: [\w'-]{{1,20}}){{1,4}}?"
            rf"(?:\s?[:=]| is| ist| est| es| è)\s{{1,2}}(?P<value>\d{{4,8}}){_END}{_QUANTITY}"
        ),
        "otp",
        words=words("pin"),
        shapes=("0000",),
        folded=True,
    ),
    Rule(  # "use 123456 to verify your account"
        re.compile(
            r"(?:use|enter|type) (?P<value>\d{4,8}|\d{3}[ -]\d{3}) (?:to|for|as) (?:the |your )?"
            r"(?:verif|log|sign|confirm|auth|reset|complete|access)"
        ),
        "otp",
        words=words("use enter type"),
        shapes=(" 0000", " 000-000", " 000 000"),
        folded=True,
    ),
    Rule(  # in scripts that do not separate words
        re.compile(
            r"(?:验证码|驗證碼|校验码|动态码|认证码|認証コード|確認コード|인증 ?(?:번호|코드))[^\d\n\[]{0,8}"
            r"(?P<value>\d{4,8})(?!\d)"
        ),
        "otp",
        shapes=("0000",),
        marks=_without_spaces("验证码 驗證碼 校验码 动态码 认证码 コード 인증"),
    ),
    Rule(
        re.compile(
            rf"(?=[\dg])(?<!\w)(?P<value>{_ANY})(?= (?:is|as|ist|est|es|é) (?:your|the|ihr|dein|votre|tu|su|seu)\b"
            r"[^\n]{0,32}?(?:code|pin|otp|passcode|password|tan)\b)"
        ),
        "otp",
        words=_CODES,
        shapes=_SHAPES,
        folded=True,
    ),
)
