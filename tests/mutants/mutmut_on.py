"""mutmut on one of our targets: `python -m tests.mutants.mutmut_on TARGET ...`, with mutmut's own arguments."""

import sys

from mutmut import __main__ as mutmut
from mutmut.configuration import config

from tests.mutants.targets import TARGETS

if __name__ == "__main__":
    target = TARGETS[sys.argv.pop(1)]
    config().only_mutate = list(target.code)
    config().pytest_add_cli_args_test_selection = list(target.tests)
    mutmut.cli()
