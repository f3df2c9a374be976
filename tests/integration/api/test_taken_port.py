"""A server whose port is taken says so before it loads or makes anything."""

import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SERVER = {"fastapi", "numpy", "starlette", "uvicorn", "api.bootstrap", "tools.toolbox"}


def test_a_taken_port_is_told_first(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        program = (
            f"import sys\nfrom api.cli import main\ntry:\n    main(['serve', '--port', '{port}'])\n"
            "except SystemExit as ended:\n    print(ended.code, *sys.modules)"
        )
        given = {"DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(ROOT)}
        told = subprocess.run([sys.executable, "-c", program], env=given, cwd=tmp_path, capture_output=True, text=True)
    assert f"PORT {port} on 127.0.0.1 cannot be used: " in told.stderr
    code, *loaded = told.stdout.split()
    assert (code, SERVER.intersection(loaded)) == ("2", set())
    assert not (tmp_path / "data").exists()
