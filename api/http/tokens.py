"""What follows a right password, or another proof: a sign-in that is listed, and the token that it is held by."""

import time
import uuid

from starlette.requests import Request

from api.services import Services
from tools.nouns.accounts import Account
from tools.nouns.json_types import Json
from tools.nouns.sign_ins import SignIn
from tools.text.hostile_characters import clean
from tools.text.redaction.redact import redact

_MOST_AGENT = 120


async def signed_in(services: Services, request: Request, account: Account) -> Json:
    """Keep the sign-in and return what the client gets."""
    now, session_id = time.time(), uuid.uuid4().hex
    agent = redact(clean(request.headers.get("user-agent", ""))[:_MOST_AGENT])
    lifetime = int(services.signer.lifetime)
    session = SignIn(
        session_id=session_id,
        username=account.username,
        at=now,
        expires_at=now + lifetime,
        address=request.client.host if request.client else "",
        agent=agent,
    )
    await services.toolbox.accounts.sign_ins.add(session)
    token = services.signer.sign(account, session_id)
    told: Json = {"access_token": token, "token_type": "bearer", "expires_in": lifetime}
    return told | ({"password_change_required": True} if account.must_change else {})
