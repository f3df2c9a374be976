#!/bin/sh
# mcp 2.3.0 (Python 3.11): to construct an MCPServer sets up logging for the whole process. If the root logger has no
# handler yet, it gets one of rich's that draws coloured, wrapped text, and the level INFO; a `logging.basicConfig(…)`
# of the program that comes later does nothing and says nothing. A service that writes JSON lines, and mounts its MCP
# server before it sets up its own logging, writes boxes from then on, and INFO of every library.
#
# Seen (handlers and level of the root logger):
#   after MCPServer("x")                                  RichHandler, INFO
#   after a basicConfig(level=WARNING) behind it          RichHandler, INFO
#   with logging set up before MCPServer("x")             StreamHandler, WARNING
#
# Here: logging is set up first, and a test holds the root logger (tests/unit/api/mcp/test_server.py:
# test_the_root_logger_is_left_alone).
#
# Needs python3 with venv and pip. Everything is made in a folder that is removed at the end. Fails when a newer release
# behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check mcp==2.3.0 rich==15.0.0
failed=0
# seen NAME EXPECTED CODE: handlers and level of the root logger after CODE.
seen() {
  got=$("$folder/venv/bin/python" -W ignore -c "
import logging
from mcp.server.mcpserver import MCPServer
$3
root = logging.getLogger()
print(*(type(each).__name__ for each in root.handlers), logging.getLevelName(root.level))")
  echo "$1: $got (expected $2)"
  [ "$got" = "$2" ] || failed=1
}
seen "server" "RichHandler INFO" 'MCPServer("x")'
seen "server, then basicConfig" "RichHandler INFO" 'MCPServer("x"); logging.basicConfig(level=logging.WARNING)'
seen "basicConfig, then server" "StreamHandler WARNING" 'logging.basicConfig(level=logging.WARNING); MCPServer("x")'
exit "$failed"
