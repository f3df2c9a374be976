"""The command line with the shipped runbooks' vectors at hand: `python -m tests.support.servers.knowing FILE serve`."""

import sys
from pathlib import Path

from api.cli import main
from tests.support.library import knowing, read
from tools.embeddings.minilm import MiniLM

if __name__ == "__main__":
    MiniLM.embed_in_background = knowing(read(Path(sys.argv[1])))  # type: ignore[assignment,method-assign]
    main(sys.argv[2:])
