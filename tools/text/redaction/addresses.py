"""Secrets in addresses: passwords before the host, and paths that let anybody who knows them post, log in or read."""

from tools import deferred_re as re
from tools.text.redaction.checks import is_mixed, is_random_looking, is_url_password
from tools.text.redaction.rule import Rule, words

# The addresses where alerting and chat systems post to, from the vendors' documentation.
_HOOKS = (
    r"hooks\.slack\.com/(?:services|workflows|triggers)/|/api/webhooks/|/webhookb2/|outlook\.office\.com/webhook/"
    r"|hooks\.zapier\.com/hooks/catch/|maker\.ifttt\.com/trigger/\w{1,40}/with/key/|chat\.googleapis\.com/v1/spaces/"
    r"|hc-ping\.com/|cronitor\.link/p/|nosnch\.in/|ntfy\.sh/|events\.(?:eu\.)?pagerduty\.com/(?:integration|x-ere)/"
    r"|/webhook/send\?key=|/build_hooks/|/integrations/[\w/-]{1,64}/(?=[\w-]{20})|/(?:hooks?|heartbeats?|incoming)/(?=[\w-]{16})"
)
_HOOK_WORDS = words(
    "hook hooks webhooks webhookb2 webhook ifttt spaces ping integration integrations heartbeat heartbeats incoming "
    "cronitor nosnch ntfy"
)
# The purpose of a link that acts for its reader: `/password-reset/`, `/invite/`, `/users/12/confirm/`.
_PURPOSES = (
    r"reset|password|forgot|invite|invitation|magic|m|verify|verification|confirm|confirmation|activate|activation"
    r"|unsubscribe|login|sso|join|share|accept|recover|recovery|in|time|token|auth|s|l"
)
_PURPOSE_WORDS = words(
    "reset password forgot invite invitation magic m verify confirm activate activation unsubscribe login sso join "
    "share accept recover signin token onetime verification confirmation recovery"
)
ADDRESSES = (
    Rule(  # `postgres://user:password@host`
        re.compile(r"""://[^\s:@/?#'"<>]{0,128}:(?P<value>[^\s?#'"<>]{1,256}(?:[?#][^\s'"<>@/=&]{0,64})?)(?=@)"""),
        "password",
        is_url_password,
        marks=("://",),
        guard="@",
    ),
    Rule(  # `user:password@host` where no scheme is needed
        re.compile(
            r"(?<![\w:/@.+-])(?:[\w.-]{1,64}+[/\\])?[\w.-]{1,64}+:[\"']?(?P<value>(?!v?\d{1,4}\.)[^\s\"'@/:]{6,128}+)[\"']?@(?!sha\d|\d{1,9}\b(?!\.))"
            r"[A-Za-z0-9]"
        ),
        "password",
        is_mixed,
        marks=("@",),
        guard="@",
    ),
    Rule(  # `https://token@host`: too long to be a user's name
        re.compile(r"://(?P<value>[\w-]{20,256})(?=@)"), "token", marks=("://",), guard="@"
    ),
    Rule(  # `jdbc:oracle:thin:user/password@host`
        re.compile(r"jdbc:oracle:\w{1,16}:[^\s/@]{1,64}/(?P<value>[^\s@]{1,128})(?=@)"),
        "password",
        words=words("jdbc"),
        marks=("jdbc:oracle",),
    ),
    Rule(  # an address at which anybody who knows it can post
        re.compile(rf"(?:{_HOOKS})(?P<value>[\w/@.~=?&-]{{8,512}})"), "webhook", is_random_looking, words=_HOOK_WORDS
    ),
    Rule(  # an address that logs in anybody who opens it
        re.compile(
            rf"/(?:(?:password|set|account|email|user|sign|log|one)-?)?(?:{_PURPOSES})"
            r"(?:[-_](?:password|email|mail|account|link|user|token|in))?(?:/\d{1,12})?/(?P<value>[\w~=.-]{20,512})"
        ),
        "token",
        is_mixed,
        words=_PURPOSE_WORDS,
        marks=("/",),
        long=True,
        folded=True,
    ),
    Rule(  # the parameter by which a signed address is accepted
        re.compile(r"[?&](?:key|st|sig|auth|ticket|hmac)=(?P<value>[\w.~+/=-]{10,512})"),
        "token",
        is_mixed,
        words=words("key st sig auth ticket hmac"),
        marks=("?key=", "&key=", "?st=", "&st=", "?sig=", "&sig=", "?auth=", "&auth=", "?ticket=", "&ticket=", "hmac="),
    ),
    Rule(  # the private address of a calendar or feed
        re.compile(r"/(?:private|secret)-(?P<value>[\w-]{24,128})(?=/)"),
        "token",
        words=words("private secret"),
        marks=("/private-", "/secret-"),
    ),
)
