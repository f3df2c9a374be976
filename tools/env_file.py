"""Variables in `.env` that are not settings of ours but are read from the environment by the libraries we use."""

import os
import re
from pathlib import Path

ENV_FILE = ".env"
# The AWS SDK, OpenTelemetry, LangSmith, Hugging Face and the HTTP clients (proxies, certificates).
_READ_BY_LIBRARIES = re.compile(
    r"(?:AWS|OTEL|OPENAI|LANGSMITH|LANGCHAIN|LANGGRAPH|HF|HUGGINGFACE|SSL)_|(?:HTTPS?|ALL|NO)_PROXY$"
)


def is_read_by_libraries(name: str) -> bool:
    """True for a variable such as AWS_REGION or HTTPS_PROXY."""
    return _READ_BY_LIBRARIES.match(name.upper()) is not None


def export_for_libraries() -> None:
    """Put those variables into the environment, as a shell or a container does. The environment's own values win.

    Without it, AWS_PROFILE in `.env` would work, since it is a setting, and AWS_REGION would be ignored.
    """
    if not Path(ENV_FILE).is_file():
        return
    from dotenv import dotenv_values  # only where there is a file: every command starts here

    for name, value in dotenv_values(ENV_FILE).items():
        if value and is_read_by_libraries(name):
            os.environ.setdefault(name, value)
