"""Every type of the file has an adapter, and none is imported before it is chosen."""

import subprocess
import sys

from tools.notify.adapters import ADAPTERS
from tools.notify.specs import TYPES


def test_every_type_has_an_adapter() -> None:
    assert list(ADAPTERS) == list(TYPES)


def test_no_package_is_imported_before_it_is_chosen() -> None:
    packages = ("slack_sdk", "aiohttp", "aiosmtplib", "standardwebhooks", "apprise")
    code = f"import sys, tools.notify.adapters; print([name for name in {packages} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
