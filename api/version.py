"""The version, written once: in the package's metadata."""

from importlib.metadata import PackageNotFoundError, version

PACKAGE = "intelligent-incident-responder"


def product_version() -> str:
    """For example "0.1.0"; "0+source" where the files run without having been installed."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return "0+source"
