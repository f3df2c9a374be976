"""Removes from an environment what the product never imports there: `python prune.py /opt/venv`.

Every removal was tried: all modules of the product import afterwards, the README's story runs, on embedded and S3.
"""

import compileall
import py_compile
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

# The hub's client fetches weights that are in the image; onnx builds a graph that is there; zstandard is optional.
# jose uses cryptography where it is installed, and ecdsa, rsa and pyasn1 where it is not; watchfiles reloads a server
# in development; Pinecone's plugins are assistants.
PACKAGES = (
    "pip", "setuptools", "_distutils_hack", "pkg_resources", "wheel", "zstandard", "onnx", "ml_dtypes",
    "huggingface_hub", "hf_xet", "fsspec", "langchain_huggingface",
    "ecdsa", "rsa", "pyasn1", "watchfiles", "pinecone_plugins", "pinecone_plugin_assistant",
)  # fmt: skip
PARTS = (
    "onnxruntime/quantization", "onnxruntime/tools", "onnxruntime/transformers", "onnxruntime/datasets",
    "numpy/f2py", "numpy/distutils", "numpy/_core/include", "numpy/_core/lib",
    *(f"openai/{part}/{name}" for part in ("types", "resources") for name in ("admin", "beta", "live", "realtime")),
    "langsmith/evaluation", "langsmith/integrations", "langsmith/sandbox", "langsmith/testing",
    "slack_sdk/audit_logs", "slack_sdk/oauth", "slack_sdk/rtm", "slack_sdk/rtm_v2", "slack_sdk/scim",
    "slack_sdk/socket_mode",
    "fastapi_offline/static/redoc.standalone.js",
)  # fmt: skip
FILES = (
    "onnxruntime/capi/libonnxruntime.so*", "**/*.pyi", "numpy/**/*.h", "numpy/**/*.a", "distutils-precedence.pth",
    "*.dist-info/sboms",
)  # fmt: skip
SERVICES = {"s3", "sqs", "sts", "sso", "sso-oidc", "signin"}
"""Of Amazon's, those that are called."""
LEXERS = {"__init__", "_mapping", "data", "python", "shell", "special"}
"""Of pygments', what importing it needs and what stands in advice and tracebacks; other code has no colours."""
LEXER = re.compile(r"^    '\w+': \('pygments\.lexers\.(\w+)'.*\n", re.MULTILINE)

# numpy's bundled libraries do not load any more once they are stripped.
NEVER_STRIPPED = ("numpy/", ".libs/", "simsimd")


def main(environment: Path) -> None:
    """Prune, then say how much is left."""
    [packages] = environment.glob("lib/python3.*/site-packages")
    before = size(packages)
    for path in doomed(packages):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    forget_lexers(packages / "pygments" / "lexers")
    strip(packages)
    shutil.rmtree(environment / "share", ignore_errors=True)
    compile_for_good(packages)
    print(f"{before / 1e6:.0f} MB of packages became {size(packages) / 1e6:.0f} MB")


def compile_for_good(packages: Path) -> None:
    """Byte code that holds whatever the files' times say.

    Layers keep whole seconds, rounded. Half of the files seemed changed since pip compiled them, so a container with a
    read-only root compiled them again at every start.
    """
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    compileall.compile_dir(packages, quiet=2, force=True, workers=0, invalidation_mode=mode)


def doomed(packages: Path) -> Iterator[Path]:
    """What goes, found before anything is removed."""
    for name in PACKAGES:
        yield from (path for path in (packages / name, packages / f"{name}.py") if path.exists())
        yield from packages.glob(f"{name}-*.dist-info")
        yield from packages.glob(f"{name.replace('_', '-')}-*.dist-info")
    yield from (path for part in PARTS if (path := packages / part).exists())
    for pattern in FILES:
        yield from packages.glob(pattern)
    yield from (path for name in ("tests", "test") for path in packages.glob(f"*/**/{name}") if path.is_dir())
    for amazon in ("botocore", "boto3"):
        services = (packages / amazon / "data").iterdir()
        yield from (path for path in services if path.is_dir() and path.name not in SERVICES)
    for path in (*packages.glob("pygments/lexers/*.py"), *packages.glob("pygments/lexers/__pycache__/*.pyc")):
        if path.name.partition(".")[0] not in LEXERS:
            yield path


def forget_lexers(folder: Path) -> None:
    """Take those that are gone out of pygments' list, so that it knows that it has none for their languages."""
    listed = folder / "_mapping.py"
    text = listed.read_text("utf-8")
    listed.write_text(LEXER.sub(lambda line: line[0] if line[1] in LEXERS else "", text), "utf-8")
    for stale in folder.glob("__pycache__/_mapping.*"):
        stale.unlink()
    compileall.compile_file(listed, quiet=1)


def strip(packages: Path) -> None:
    """Remove symbols from extension modules."""
    files = [
        str(path)
        for path in packages.rglob("*.so*")
        if path.is_file() and not any(part in f"{path.relative_to(packages)}" for part in NEVER_STRIPPED)
    ]
    subprocess.run(["strip", "--strip-unneeded", *files], check=True)


def size(folder: Path) -> int:
    """In bytes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
