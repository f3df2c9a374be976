"""The plain flow that most would write first: encode each report, best cosine above 0.7 wins, tickets in a JSON file.

It is as fast as such a flow can be: our torch-free encoder (fp32) instead of torch, no cloud calls, no authentication,
no fsync. If RUNBOOKS names a folder, a new problem is also answered with the nearest section: the retriever gets the
text, and so encodes it once more.
"""

import json
import os
import threading
from pathlib import Path
from typing import Any

import numpy as np
from fastapi import FastAPI

from tools.embeddings.encoder import Encoder
from tools.embeddings.weights import find_weights
from tools.settings import Precision

FOLDER = Path(os.environ["DATA_DIR"])
THRESHOLD = 0.7

app = FastAPI()
encoder = Encoder(find_weights(None, FOLDER / "models"), FOLDER / "models", Precision.FP32)
vectors = np.zeros((0, 384), np.float32)
ids: list[str] = []
lock = threading.Lock()
sections = [
    part
    for page in sorted(Path(os.environ["RUNBOOKS"]).rglob("*.md") if "RUNBOOKS" in os.environ else ())
    for part in page.read_text(encoding="utf-8").split("\n## ")
]
section_vectors = np.array([encoder.vector(encoder.tokens(part)) for part in sections])


@app.post("/incident")
def incident(body: dict[str, Any]) -> dict[str, Any]:
    """A duplicate becomes a comment, anything else a ticket; the whole file is rewritten each time."""
    vector = encoder.vector(encoder.tokens(body["log"]))
    with lock:
        known = _search(vector)
        tickets = _read()
        status = "existing" if known else "new"
        if known:
            tickets[known]["comments"].append(body["log"])
        else:
            known = _insert(vector)
            tickets[known] = {"log": body["log"], "service": body["service"], "status": "OPEN", "comments": []}
        _write(tickets)
    advice = _retrieve(body["log"]) if sections and status == "new" else ""
    return {"status": status, "incident_id": known, "recommendations": advice}


@app.get("/healthz")
def healthz() -> dict[str, str]:
    """Ready as soon as it answers."""
    return {"status": "ok"}


def _retrieve(query: str) -> str:
    scores = section_vectors @ encoder.vector(encoder.tokens(query))
    best = int(scores.argmax())
    return sections[best] if scores[best] > THRESHOLD else ""


def _search(vector: np.ndarray) -> str | None:
    if not ids:
        return None
    scores = vectors @ vector
    best = int(scores.argmax())
    return ids[best] if scores[best] > THRESHOLD else None


def _insert(vector: np.ndarray) -> str:
    global vectors
    vectors = np.vstack([vectors, vector])
    ids.append(f"inc_{len(ids):08d}")
    return ids[-1]


def _read() -> dict[str, Any]:
    path = FOLDER / "tickets.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _write(tickets: dict[str, Any]) -> None:
    (FOLDER / "tickets.json").write_text(json.dumps(tickets), encoding="utf-8")
