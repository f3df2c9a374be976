"""Signs the fuzzer in, keeps it from locking itself out, and knows the refusals that no schema can describe."""

import contextlib
import itertools
import json
import os
import re
import urllib.error
import urllib.request

import schemathesis

URL, PASSWORD = os.environ["FUZZ_URL"], os.environ["FUZZ_PASSWORD"]
OWNER, PASSER = "admin", "passer"
ENDS_SESSIONS = "^/(logout|me/password|me/sessions/)"
SENDERS = ("alertmanager", "grafana", "sns", "pagerduty", "slack", "generic")
KEPT = 8
IN_PATHS = {
    **{name: name for name in ("incident_id", "key_id", "silence_id", "delivery_id", "request_id", "runbook_id")},
    **{"username": "username", "name": "tenant", "sender": "sender"},
}
IN_BODIES = dict.fromkeys(("incident_id", "into", "merged_incident_id"), "incident_id")

# What no schema can say, each with the reason. Whatever a schema can say is in openapi.json instead.
BEYOND_A_SCHEMA = (
    "^this Idempotency-Key was used with another body",  # what was sent before
    "control and invisible characters are not allowed here",  # Unicode's tables; control characters are described
    "must not be empty",  # what is left without invisible characters; blanks are described
    "^cursor: ",  # what the server gave out
    "^(from|to|from, to|tz): ",  # which is earlier, days of a month, names of zones
    "^(expires_at: must be in the future|until: |at: must not be in the future)",  # the clock
    "^the password (contains the user name|is among the first that attackers guess)",  # another field, a list
    "^a user name (must not have hidden|is shown in lists)",  # Unicode's tables, what looks like a secret
    "^a runbook id (has at most|must not contain a secret)",  # the same
    "^empty: there is no text",  # what is left behind the front matter
    "^mapping[.]",  # another language's syntax
    "^the body contains no readable text",  # bodies of others, of which nothing is described
    "(^| )unknown field .* did you mean|fields are unknown: send the documented ones",  # likeness to a known name
)
_numbers = itertools.count(1)
_pool = {"sender": list(SENDERS)}
"""Ids that answers held: every second request asks for one of them."""


def _ask(path, body, token=""):
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    with urllib.request.urlopen(urllib.request.Request(URL + path, json.dumps(body).encode(), headers)) as answer:
        return json.load(answer)


def _token(username):
    return _ask("/login", {"username": username, "password": PASSWORD})["access_token"]


with contextlib.suppress(urllib.error.HTTPError):  # of a run before, on the same server
    _ask("/users", {"username": PASSER, "password": PASSWORD, "role": "viewer"}, _token(OWNER))


class _User:
    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.auth().skip_for(path_regex=ENDS_SESSIONS)
class Owner(_User):
    """One session for all that an owner may do."""

    def get(self, case, context):
        return _token(OWNER)


@schemathesis.auth(refresh_interval=None).apply_to(path_regex=ENDS_SESSIONS)
class Passer(_User):
    """A session for each request, which may be its last."""

    def get(self, case, context):
        return _token(PASSER)


@schemathesis.hook
def filter_case(context, case):
    """Whether a request leaves the fuzzer's own accounts, their sessions and their tenant alone."""
    named = (case.path_parameters or {}).values()
    return case.method == "GET" or not {OWNER, PASSER, "default"} & {str(each) for each in named}


@schemathesis.hook
def before_call(context, case, kwargs):
    """Ids that exist, and a key of its own for each request: with the same one all but the first would be refused."""
    number = next(_numbers)
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and re.fullmatch("[!-~]{1,200}", key):
        case.headers["Idempotency-Key"] = f"{key}-{number}"
    if number % 2:
        return
    for holder, names in ((case.path_parameters, IN_PATHS), (case.body, IN_BODIES)):
        for name, kind in names.items() if isinstance(holder, dict) else ():
            if isinstance(holder.get(name), str) and (known := _pool.get(kind)):
                holder[name] = known[number // 2 % len(known)]


@schemathesis.hook
def after_call(context, case, response):
    """Keep some of the ids that an answer holds."""
    wanted = "|".join(sorted(set(IN_PATHS.values())))
    for name, found in re.findall(rf'"({wanted})":"([\w.-]{{1,64}})"', response.content.decode("utf-8", "replace")):
        known = _pool.setdefault(name, [])
        if found not in (*known, OWNER, PASSER, "default"):
            known.append(found)
            del known[:-KEPT]


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether it is one. Each report of a batch is judged by itself, so a batch with wrong ones is accepted."""
    kind = type(failure).__name__
    if kind == "JsonSchemaError" and (case.query or {}).get("fields"):
        return False  # an answer with the fields that were asked for
    if kind == "AcceptedNegativeData" and case.operation.path == "/incidents/batch":
        return b'"status":"error"' not in response.content
    if kind != "RejectedPositiveData" or response.status_code != 422:
        return True
    detail = str(json.loads(response.content).get("detail"))
    return not any(re.search(pattern, detail) for pattern in BEYOND_A_SCHEMA)
