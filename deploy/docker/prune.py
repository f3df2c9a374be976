"""Removes from an environment what the product never imports there: `python prune.py /opt/venv`.

Every removal was tried: all modules of the product import afterwards, the README's story runs, on embedded and S3.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

# The hub's client fetches weights that are in the image; onnx builds a graph that is there; zstandard is optional.
PACKAGES = (
    "pip", "setuptools", "_distutils_hack", "pkg_resources", "wheel", "zstandard", "onnx", "ml_dtypes",
    "huggingface_hub", "hf_xet", "fsspec", "langchain_huggingface",
)  # fmt: skip
PARTS = (
    "onnxruntime/quantization", "onnxruntime/tools", "onnxruntime/transformers", "onnxruntime/datasets",
    "numpy/f2py", "numpy/_core/include", "numpy/_core/lib",
)  # fmt: skip
FILES = ("onnxruntime/capi/libonnxruntime.so*", "**/*.pyi", "numpy/**/*.h", "numpy/**/*.a", "distutils-precedence.pth")
SERVICES = {"s3", "sqs", "sts", "sso", "sso-oidc", "signin"}
"""Of Amazon's, those that are called."""

# numpy's bundled libraries do not load any more once they are stripped.
NEVER_STRIPPED = ("numpy/", ".libs/", "simsimd")


def main(environment: Path) -> None:
    """Prune, then say how much is left."""
    [packages] = environment.glob("lib/python3.*/site-packages")
    before = size(packages)
    for path in doomed(packages):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    strip(packages)
    shutil.rmtree(environment / "share", ignore_errors=True)
    print(f"{before / 1e6:.0f} MB of packages became {size(packages) / 1e6:.0f} MB")


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
    yield from (
        path for path in (packages / "botocore" / "data").iterdir() if path.is_dir() and path.name not in SERVICES
    )


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
