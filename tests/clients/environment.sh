# Sourced: an environment of its own for programs of others, and a server of ours on loopback.
# They ask for versions of packages that the project does not use, so they stay out of its lock.

# own_environment PACKAGE...: makes $work (removed at the end) with the packages in $work/env.
own_environment() {
  work=$(mktemp -d)
  trap 'finish' EXIT
  python3 -m venv "$work/env"
  "$work/env/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
}

finish() {
  if [ -n "${server:-}" ]; then kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || true; fi
  rm -rf "$work"
}

# serve: starts the server on a free port; sets $url and $password.
serve() {
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  password=$(python3 -c 'import secrets; print(secrets.token_urlsafe(24))')
  url=http://127.0.0.1:$port
  DATA_DIR="$work/data" PORT=$port ADMIN_PASSWORD=$password RATE_LIMIT=off LOGIN_RATE_LIMIT=off \
    .venv/bin/incident-responder serve >"$work/server.log" 2>&1 &
  server=$!
  for _ in $(seq 300); do
    if python3 -c "import urllib.request; urllib.request.urlopen('$url/readyz')" 2>/dev/null; then return 0; fi
    kill -0 "$server" 2>/dev/null || break
    sleep 0.4
  done
  cat "$work/server.log"
  return 1
}
