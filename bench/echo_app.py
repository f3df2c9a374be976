"""The yardstick: FastAPI, a JWT verified by python-jose, a JSON object in and out, and no work in between."""

import os
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, HTTPException
from jose import JWTError, jwt

SECRET = os.environ["BENCH_JWT_SECRET"]
app = FastAPI()


async def claims(authorization: Annotated[str, Header()]) -> dict[str, Any]:
    """Verify the token per request, as a service without a token cache does."""
    try:
        return jwt.decode(authorization.removeprefix("Bearer "), SECRET, algorithms=["HS256"])
    except JWTError as error:
        raise HTTPException(401) from error


@app.post("/echo")
async def echo(body: dict[str, Any], user: Annotated[dict[str, Any], Depends(claims)]) -> dict[str, Any]:
    """Return the body, with the name from the token."""
    return {"user": user["sub"], **body}


@app.get("/healthz")
async def healthz() -> dict[str, str]:
    """Ready as soon as it answers."""
    return {"status": "ok"}
