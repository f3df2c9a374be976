"""Records a sign-in and issues its token, once the user is authenticated."""

import time
import uuid

from starlette.requests import Request

from api.http.sign_in import agent_of
from api.services import Services
from tools.nouns.accounts import Account
from tools.nouns.json_types import Json
from tools.nouns.sign_ins import SignIn


async def signed_in(services: Services, request: Request, account: Account) -> Json:
    """Store the session and return what the client gets."""
    now, session_id = time.time(), uuid.uuid4().hex
    lifetime = int(services.signer.lifetime)
    session = SignIn(
        session_id=session_id,
        username=account.username,
        at=now,
        expires_at=now + lifetime,
        address=request.client.host if request.client else "",
        agent=agent_of(request),
    )
    await services.toolbox.accounts.sign_ins.add(session)
    token = services.signer.sign(account, session_id)
    told: Json = {"access_token": token, "token_type": "bearer", "expires_in": lifetime}
    return told | ({"password_change_required": True} if account.must_change else {})
