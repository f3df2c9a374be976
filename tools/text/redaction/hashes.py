"""Password hashes of crypt(3), LDAP, databases and Windows. Passwords can be guessed from them offline."""

from tools import deferred_re as re
from tools.text.redaction.rule import Rule, words

_KIND = "password-hash"
_REST = r"[^\s:\"',;]{16,256}"
_CRYPT = r"\$(?:2[abxy]|1|5|6|7|8|9|y|gy|md5|sha1|apr1|pbkdf2(?:-sha\d{1,3})?|scrypt|P|H)\$"
_LDAP = r"S?SHA(?:256|384|512)?|S?MD5|CRYPT|PBKDF2[\w-]{0,16}|NTLM|ARGON2"
_SET = r"[\"']?(?:\s{1,3}|\s{0,3}[:=]\s{0,3})[\"']?"
HASHES = (
    Rule(  # of the crypt(3) family only argon2 has commas
        re.compile(
            rf"{_CRYPT}{_REST}|\$argon2(?:id?|d)\$[^\s:\"';]{{16,512}}|\$?krb5(?:tgs|asrep|pa)\$[^\s\"']{{16,4096}}"
        ),
        _KIND,
        marks=(
            *(
                "$2",
                "$1$",
                "$5$",
                "$6$",
                "$7$",
                "$8$",
                "$9$",
                "$y$",
                "$gy$",
                "$md5$",
                "$sha1$",
                "$apr1$",
                "$argon2",
                "krb5",
                "$pbkdf2",
            ),
            *("$scrypt$", "$p$", "$h$"),
        ),
        guard="$",
    ),
    Rule(  # `{SSHA}…`
        re.compile(rf"\{{(?:{_LDAP})\}}(?P<value>[^\s\"',;]{{12,256}})", re.IGNORECASE),
        _KIND,
        words=words("sha ssha sha256 ssha256 sha384 ssha384 sha512 ssha512 md5 smd5 crypt pbkdf2 ntlm argon2"),
        marks=("sha}", "sha256}", "sha384}", "sha512}", "md5}", "crypt}", "pbkdf2", "argon2}", "ntlm}"),
    ),
    Rule(  # PostgreSQL's verifiers and MySQL's digests
        re.compile(r"SCRAM-SHA-\d{1,3}\$\d{3,7}:[^\s\"',;]{16,256}"), _KIND, words=words("scram"), marks=("scram-sha-",)
    ),
    Rule(
        re.compile(r"\*(?<![\w*]\*)[0-9A-F]{40}(?![\w*])"),
        _KIND,
        marks=(" *", "'*", '"*', "=*", ":*"),
        guard="*",
        long=True,
    ),
    Rule(  # `pbkdf2_sha256$260000$salt$hash`, `scrypt:32768:8:1$salt$hash`
        re.compile(
            r"\b(?:pbkdf2_sha\d{1,3}|bcrypt_sha256|argon2|scrypt|pbkdf2)[$:][^\s\"',;]{20,400}|\bpbkdf2\.sha512\.\d{3,7}\.[0-9A-F.]{64,512}"
        ),
        _KIND,
        words=words("pbkdf2 bcrypt argon2 scrypt"),
        marks=("pbkdf2", "bcrypt_sha256", "argon2", "scrypt"),
    ),
    Rule(  # `NT hash: …`, `password hash …`
        re.compile(
            rf"(?<!\w)(?=[nlp])(?:ntlm|lm|nt|password|passwd|pwd)[ _-]?hash(?:es)?(?: (?:for|of) [\w.@-]{{1,40}})?"
            rf"{_SET}(?P<value>[0-9a-f]{{32,128}}(?::[0-9a-f]{{32}})?)"
        ),
        _KIND,
        words=words("ntlm lm nt hash hashes ntlmhash lmhash passwordhash nthash"),
        long=True,
        folded=True,
    ),
    Rule(  # `user:rid:lm:nt:::`
        re.compile(r"(?:(?<=[^:]):\d{3,7}:|(?<!\w))(?P<value>[0-9a-fA-F]{32}:[0-9a-fA-F]{32})(?=:::|\b)"),
        _KIND,
        marks=(":::", "aad3b435b51404ee"),
        long=True,
    ),
)
