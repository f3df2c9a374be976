"""Without cloud keys, importing the API loads no cloud SDK and no model runtime, and reads no settings."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HEAVY = ("boto3", "botocore", "pinecone", "openai", "torch", "langchain_pinecone", "langchain_openai", "onnxruntime")


def test_importing_the_application_is_light() -> None:
    code = f"import sys, api.app, api.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={"PORT": "no number"}, capture_output=True, text=True, check=False
    )
    assert (told.stdout.strip(), told.returncode) == ("[]", 0), told.stderr


def test_matrix_work_stays_on_the_thread_that_asks() -> None:
    work = "matrix = numpy.ones((4000, 384), 'f4'); matrix @ matrix[0]"
    code = f"import psutil, api.app, numpy; {work}; print(psutil.Process().num_threads())"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={}, capture_output=True, text=True, check=False)
    assert (told.stdout.strip(), told.returncode) == ("1", 0), told.stderr
