"""Secrets in interactive use: protocols that log in, pipes into programs that prompt, and sentences."""

from tools import deferred_re as re
from tools.text.redaction.checks import (
    is_argument_secret,
    is_mixed,
    is_placed_secret,
    is_secret_after_name,
    is_secret_in_prose,
    is_value,
)
from tools.text.redaction.rule import Rule, words

_ASKING = (
    r"sudo (?:-\w{1,2} ){0,3}-S|passwd|docker login|podman login|helm registry login|gpg|cryptsetup|kinit|openssl"
    r"|chpasswd|gh auth login|argocd login|oc login|faillock"
)
# Vendors whose keys are plain hexadecimal.
_MAKERS = (
    "datadog|cloudflare|new ?relic|wandb|algolia|mailgun|mailchimp|twilio|okta|fastly|opsgenie|rollbar|bugsnag"
    "|honeybadger|airbrake|loggly|logz|sumologic|splunk|elevenlabs|clerk|auth0|segment|mixpanel|amplitude|intercom|zendesk|statuspage"
    "|pingdom|uptimerobot|abuseipdb|shodan|virustotal|censys|hetzner|linode|vultr|godaddy|namecheap|dnsimple|gandi|ovh"
    "|openweather|openweathermap|mapquest|lastfm|tmdb|nexmo|vonage|plivo|messagebird|sendinblue|postmark|sparkpost|bitly"
    "|trello|deepl|assemblyai|deepgram|newsapi|giphy|ipinfo|ipstack|clearbit|finnhub|coinbase|kraken|binance"
)
LOGINS = (
    Rule(  # `echo hunter2 | sudo -S …`
        re.compile(
            r"(?:echo|printf)(?: -[en]{1,2})? (?P<quote>[\"']?)(?P<value>[^\s\"'|]{4,256})(?P=quote)\s{0,3}\|\s{0,3}"
            rf"(?:sudo )?(?:{_ASKING})\b"
        ),
        "password",
        is_value,
        words=words("echo printf"),
        marks=("|",),
    ),
    Rule(  # SMTP's and IMAP's `AUTH PLAIN …`
        re.compile(r"AUTH(?:ENTICATE)? (?:PLAIN|LOGIN|CRAM-MD5|XOAUTH2|OAUTHBEARER) (?P<value>[A-Za-z0-9+/=]{8,4096})"),
        "password",
        words=words("auth authenticate"),
    ),
    Rule(  # SMTP's answer to "Password:", which is asked and given in base64
        re.compile(
            r"334 UGFzc3dvcmQ6[^\n]{0,40}\n[^\nA-Za-z0-9]{0,8}(?:[A-Za-z]{1,10}[:>] ?)?"
            r"(?P<value>[A-Za-z0-9+/]{4,512}={0,2})"
        ),
        "password",
        marks=("334 ugfzc3dvcmq6",),
        guard="334 ug",
    ),
    Rule(  # IMAP's `LOGIN svc "hunter2"`, POP3's and FTP's `PASS hunter2`, Redis' `AUTH hunter2`
        re.compile(
            r"(?:LOGIN(?<!\wLOGIN) (?:[^\s\"]{1,64}|\"[^\s\"]{1,64}\") |PASS(?:(?<![^\n>]PASS)|(?<=[>:] PASS)) "
            r"|AUTH(?<!\wAUTH) (?:default )?)\"?(?P<value>[^\s\"'./]{6,256})"
        ),
        "password",
        is_mixed,
        words=words("login pass auth"),
        shapes=("AAAA",),
    ),
    Rule(  # IMAP's `a02 LOGIN "svc" "two words"`
        re.compile(r"LOGIN(?<!\wLOGIN) (?:[^\s\"]{1,64}|\"[^\s\"]{1,64}\") \"(?P<value>[^\"\r\n]{3,128})\""),
        "password",
        words=words("login"),
        marks=(' "',),
    ),
    Rule(  # `net use Z: \\server\share hunter2`, `… /user:svc hunter2`
        re.compile(
            r"net use (?:[a-z]:|\*)?\s{0,4}[^\s/]{1,128}\\[^\s/]{1,128}\s{1,3}"
            r"(?:/\w{1,16}(?::[^\s]{1,64})?\s{1,3}){0,3}"
            r"(?P<value>[^\s/*][^\s]{3,256})"
        ),
        "password",
        is_placed_secret,
        words=words("net"),
        marks=("net use ",),
        folded=True,
    ),
    Rule(  # `DefaultPassword    REG_SZ    hunter2`
        re.compile(r"(?:password|passwd|secret|token)\w{0,12}\s{1,40}reg_(?:expand_)?sz\s{1,40}(?P<value>\S{4,256})"),
        "password",
        words=words("sz"),
        marks=("reg_sz", "reg_expand_sz"),
        folded=True,
    ),
    Rule(  # `CONNECT TO svc IDENTIFIED BY hunter2`
        re.compile(r"(?:user|to|role|account) \S{1,64} identified by (?P<value>[^\s\"';,]{4,128})"),
        "password",
        is_secret_in_prose,
        words=words("identified"),
        folded=True,
    ),
    Rule(  # `passwd --stdin svc <<< 'hunter2'`
        re.compile(
            r"(?:passwd|chpasswd|login|gpg|openssl|cryptsetup|kinit|stdin|with-token|sudo -s)\b[^\n|<]{0,120}+<<<\s?"
            r"[\"']?(?P<value>[^\s\"']{4,256})"
        ),
        "password",
        is_value,
        marks=("<<<",),
        guard="<<<",
        folded=True,
    ),
    Rule(
        re.compile(r"--(?:auth|user|userpwd)[ =][\"']?[\w.@+-]{1,128}:(?P<value>[^\s\"'/]{6,256})"),
        "password",
        is_mixed,
        marks=("--auth", "--user"),
        guard="--",
        folded=True,
    ),
    Rule(  # `curl`'s option for any program: `-u svc:hunter2`
        re.compile(r" -[ua] [\"']?[\w.@+-]{1,128}:(?P<value>[^\s\"'/]{6,256})"),
        "password",
        is_mixed,
        marks=(" -u ", " -a "),
        guard=" -",
    ),
    Rule(  # HTTPie's, whose name is in every access log: `http -a svc:hunter2 …`
        re.compile(
            r"\b(?:https?|xhs?) (?:--?[\w-]{1,24} ){0,4}(?:-a ?|--auth[ =])[\"']?"
            r"[\w.@+-]{1,128}:(?P<value>[^\s\"'/]{3,256})"
        ),
        "password",
        is_argument_secret,
        marks=(" -a", " --auth"),
        guard="-a",
    ),
    Rule(  # FTP's and POP3's `USER svc` with `PASS hunter2` in a line below
        re.compile(
            r"USER [^\s]{1,128}(?:\r?\n[^\n]{0,160}){0,3}?\r?\n(?:[^\nA-Za-z]{0,8}|[^\n]{0,16}[:>] ?)PASS "
            r"(?P<value>[^\s\"'`<]{3,256})"
        ),
        "password",
        is_argument_secret,
        words=words("pass"),
        marks=("pass ",),
    ),
    Rule(  # `use hunter2 as the password`, `reset it to "hunter2"`
        re.compile(
            r"\b(?:use|enter|type|try) [\"'`]?(?P<value>[^\s\"'`]{6,128})[\"'`]? as (?:the |your |a |new )?"
            r"(?:\w{1,16} )?(?:password|passphrase|passwd|pw|pin|token|secret)\b"
        ),
        "password",
        is_secret_in_prose,
        words=words("use enter type try"),
        marks=(" as ",),
        folded=True,
    ),
    Rule(
        re.compile(r"\b(?:re)?set (?:it|this|that|his|her|their|mine) to [\"'`](?P<value>[^\s\"'`]{6,128})[\"'`]"),
        "password",
        is_mixed,
        words=words("set reset"),
        folded=True,
    ),
    Rule(  # `pw: hunter2`
        re.compile(r"(?<![a-z])pw(?:\s{0,2}[:=]| is| was)\s{0,2}[\"'`]?(?P<value>[^\s\"',;]{4,256})"),
        "password",
        is_secret_in_prose,
        words=words("pw"),
        folded=True,
    ),
    Rule(  # `the key is …`
        re.compile(r"\bkey (?:is|was)(?: now)? [\"'`]?(?P<value>[\w+/=~-]{20,512})"),
        "secret",
        is_mixed,
        words=words("key"),
        long=True,
        folded=True,
    ),
    Rule(  # twelve to twenty-four words that open a wallet
        re.compile(
            r"(?:mnemonic|(?:seed|recovery|secret|backup)[ _-]?(?:phrase|words))[^\w\n]{1,4}(?:is )?[\"'`]?"
            r"(?P<value>[a-z]{3,8}(?:[ ,]{1,2}[a-z]{3,8}){11,23})(?![a-z])"
        ),
        "secret",
        words=words("mnemonic seed recovery phrase words"),
        folded=True,
    ),
    Rule(  # `recovery codes: 4f7a1-x9k2m 8d3e5-p1q7r`
        re.compile(
            r"(?:recovery|backup|emergency|scratch) codes?"
            r"(?:[^\w\n]{1,4}|[ (][^\n:]{1,80}+:\s{1,8}(?:[-*\d.)]{1,3} )?)"
            r"(?P<value>[a-z0-9]{4,6}-[a-z0-9]{4,6}"
            r"(?:[ ,;|\r\n\t]{1,8}(?:[-*\d.)]{1,3} )?[a-z0-9]{4,6}-[a-z0-9]{4,6}){0,15})(?![\w-])"
        ),
        "otp",
        is_secret_in_prose,
        words=words("recovery backup emergency scratch"),
        folded=True,
    ),
    Rule(  # `composer config http-basic.repo.example.org svc hunter2`, `… github-oauth.github.com …`
        re.compile(
            r"(?:http-basic\.[\w.-]{1,128}+[ \t]{1,3}[^\s]{1,64}"
            r"|(?:github-oauth|gitlab-oauth|gitlab-token|bearer)\.[\w.-]{1,128}+)"
            r"[ \t]{1,3}[\"']?(?P<value>[^\s\"'-][^\s\"']{3,256})"
        ),
        "password",
        is_value,
        words=words("basic oauth gitlab bearer"),
        marks=("http-basic.", "-oauth.", "gitlab-token.", "bearer."),
        folded=True,
    ),
    Rule(  # Twitch's `oauth:…`
        re.compile(r"(?<![\w-])oauth:(?P<value>[a-z0-9]{30})(?![\w-])"),
        "token",
        words=words("oauth"),
        marks=("oauth:",),
        long=True,
        folded=True,
    ),
    Rule(  # bare hexadecimal, which only the vendor's name identifies: `datadog api key …`, `cloudflare: …`
        re.compile(
            rf"(?<![\w.-])(?:{_MAKERS})"
            r"(?:[ _-](?:api|app|application|auth|licen[sc]e|ingest|access|global|service|login|key|token|client|secret"
            r"|credentials?|call|sent|sync|upload|export|with|used|using|is|was|for)){0,4}"
            r"\s{0,2}[:=]?\s{0,2}[\"'`]?(?P<value>[0-9a-f]{32,64})(?![\w-])"
        ),
        "token",
        words=words(_MAKERS.replace("|", " ").replace(" ?", " ")),
        long=True,
        folded=True,
    ),
    Rule(  # "use the following password to go on:", an empty line and the password alone on the next line
        re.compile(
            r"(?:password|passphrase|passcode|secret|token)[^\n:]{0,80}+:[ \t]?\r?\n\r?\n[ \t]{0,8}"
            r"(?P<value>[^\s\"'`]{8,128})(?=[ \t]{0,8}(?:\r?\n|\Z))"
        ),
        "password",
        is_secret_after_name,
        words=words("password passphrase passcode secret token"),
        marks=(":\n\n", ":\r\n\r\n", ": \n\n"),
        folded=True,
    ),
    Rule(  # `<input value="hunter2" name="password">`
        re.compile(
            r"\bvalue=\"(?P<value>[^\"\n]{1,256})\"(?:\s[a-z-]{1,16}=\"[^\"\n]{0,64}\"){0,3}\s(?:name|id|type)="
            r"\"[^\"\n]{0,24}(?:password|passwd|secret|token)"
        ),
        "password",
        is_value,
        words=words("input"),
        marks=('value="',),
        folded=True,
    ),
)
