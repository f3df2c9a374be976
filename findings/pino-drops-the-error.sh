#!/bin/sh
# pino 10.4.0 (Node 20): `logger.error("could not charge", error)`, which console, bunyan and log4js print with the
# error, writes a line without any trace of it: an argument that no % in the message asks for is dropped. `{ error }`
# writes `"error":{}`, since only the name `err` is known; `%s` keeps the first line without the cause, `%o` writes
# `{}`. Only an error given first, or under `err`, comes out, with its stack and its cause. So the line that counts most
# says least.
#
# Seen (does the line hold the error's text; the text of its cause?):
#   error(e, "m")                  yes  yes
#   error({ err: e }, "m")         yes  yes
#   error("m: %s", e)              yes  no
#   error("m", e)                  no   no
#   error("m: %o", e)              no   no
#   error({ error: e }, "m")       no   no
#
# Needs node 20 or later with npm. Everything is made in a folder that is removed at the end. Fails when a newer release
# behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund pino@10.4.0
cat > seen.js <<'JS'
const pino = require("pino");

const e = new Error("charge failed", { cause: new Error("bank is unreachable") });
const calls = {
  'error(e, "m")': [[e, "m"], "yes yes"],
  'error({ err: e }, "m")': [[{ err: e }, "m"], "yes yes"],
  'error("m: %s", e)': [["m: %s", e], "yes no"],
  'error("m", e)': [["m", e], "no no"],
  'error("m: %o", e)': [["m: %o", e], "no no"],
  'error({ error: e }, "m")': [[{ error: e }, "m"], "no no"],
};
for (const [name, [given, expected]] of Object.entries(calls)) {
  let line = "";
  pino({}, { write: (text) => (line += text) }).error(...given);
  const got = ["charge failed", "bank is unreachable"].map((text) => (line.includes(text) ? "yes" : "no")).join(" ");
  if (got !== expected) process.exitCode = 1;
  console.log(`${name}: ${got} (expected ${expected})`);
}
JS
node seen.js
