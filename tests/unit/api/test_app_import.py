"""Importing the API loads what every process needs, and nothing that waits for a key, a door or a first new problem."""

import subprocess
import sys
from pathlib import Path

from tests.support.application import running
from tools import deferred_re
from tools.deferred_re import compile_deferred
from tools.toolbox import Toolbox

ROOT = Path(__file__).resolve().parents[3]
LATER = {
    "aiosmtplib": "a destination by mail",
    "api.dashboard.pages": "the first page",
    "apprise": "a destination of that type",
    "authlib": "OIDC_ISSUER",
    "boto3": "S3_BUCKET or QUEUE_URL",
    "botocore": "S3_BUCKET or QUEUE_URL",
    "google.protobuf": "logs that are posted in protobuf",
    "httpx": "a destination, or a signature of Amazon SNS",
    "jinja2": "the first page",
    "joserfc": "OIDC_ISSUER",
    "langchain_core": "the first new problem",
    "langchain_openai": "OPENAI_API_KEY",
    "langchain_pinecone": "PINECONE_API_KEY",
    "langgraph": "the first new problem",
    "langgraph_sdk": "LangGraph Studio",
    "langsmith": "the first new problem",
    "markdown_it": "a runbook that is split, or a page",
    "mcp": "the first request to /mcp",
    "onnx": "weights that are made ready",
    "onnxruntime": "EMBEDDINGS=minilm",
    "openai": "OPENAI_API_KEY",
    "pinecone": "PINECONE_API_KEY",
    "requests": "the first new problem",
    "rich": "the command line",
    "simsimd": "an embedded index",
    "slack_sdk": "a signature of Slack, or a destination there",
    "tokenizers": "EMBEDDINGS=minilm",
    "tools.tickets.embedded": "an embedded store",
    "torch": "EMBEDDINGS=huggingface",
    "typer": "the command line",
    "uvicorn": "serve",
    "yaml": "a runbook with a front matter",
}
"""By what loads it. Together they took two thirds of the import, half of a function's cold start."""
OF_THE_COMMAND_LINE = ("rich", "typer")


def loaded_by(code: str, names: tuple[str, ...]) -> str:
    told = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}; print([name for name in {names!r} if name in sys.modules])"],
        cwd=ROOT,
        env={"PORT": "no number"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    return told.stdout.strip()


def test_importing_the_application_is_light() -> None:
    assert loaded_by("import api.app", tuple(LATER)) == "[]"


def test_importing_the_command_line_is_light() -> None:
    assert loaded_by("import api.cli", tuple(name for name in LATER if name not in OF_THE_COMMAND_LINE)) == "[]"


def test_a_function_on_s3_opens_what_known_problems_take() -> None:
    store = "tools.tickets.s3, tools.vectors.s3, tools.runbooks.search, tools.advisors.keyless"
    new_problems = ("numpy", "markdown_it", "tools.advisors.runbook", "tools.runbooks.view", "tools.tickets.embedded")
    assert loaded_by(f"import api.cloud.function, {store}", new_problems) == "[]"


async def test_a_server_serves_with_all_patterns_compiled(toolbox: Toolbox) -> None:
    unused = deferred_re.compile("not used by anybody")
    async with running(toolbox):
        assert compile_deferred() == 0
    assert unused.pattern


def test_matrix_work_stays_on_the_thread_that_asks() -> None:
    work = "matrix = numpy.ones((4000, 384), 'f4'); matrix @ matrix[0]"
    code = f"import psutil, api.app, numpy; {work}; print(psutil.Process().num_threads())"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={}, capture_output=True, text=True, check=False)
    assert (told.stdout.strip(), told.returncode) == ("1", 0), told.stderr
