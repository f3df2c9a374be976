#!/bin/sh
# winston 3.19.0 (Node 20), format.json(): `logger.error(error)` writes `{"level":"error"}`, a line without a message, a
# class or a stack, for an error's own fields are not enumerable and it is taken for the record itself. Being the
# record, it is also written to: level and timestamp become fields of the error, and whatever prints it afterwards
# prints them as its own. `{ error }` writes `"error":{}`, with format.errors() too. And a `message` among the fields is
# glued to the text.
#
# Seen (the line without its timestamp):
#   error(e)                                       {"level":"error"}
#   fields of e afterwards                         level, timestamp
#   error("m", { error: e }), errors and json      {"error":{},"level":"error","message":"m"}
#   error("m", { message: "order 7" })             {"level":"error","message":"m order 7"}
#
# Here: a record without a message is still a report, with what its fields say (tools/text/reading/records.py).
#
# Needs node 20 or later with npm. Everything is made in a folder that is removed at the end. Fails when a newer release
# behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund winston@3.19.0
cat > seen.js <<'JS'
const { Writable } = require("node:stream");
const winston = require("winston");
const { combine, errors, json, timestamp } = winston.format;

function lines(format, log) {
  const written = [];
  const stream = new Writable({ write: (chunk, _, done) => (written.push(String(chunk).trim()), done()) });
  log(winston.createLogger({ format, transports: [new winston.transports.Stream({ stream })] }));
  return new Promise((resolve) => setTimeout(() => resolve(written), 100));
}

async function main() {
  const e = new Error("charge failed");
  const seen = [
    ["error(e)", (await lines(json(), (l) => l.error(new Error("charge failed"))))[0], '{"level":"error"}'],
    ["fields of e", (await lines(combine(timestamp(), json()), (l) => l.error(e)), Object.keys(e).join()), "level,timestamp"],
    [
      "{ error: e }",
      (await lines(combine(errors({ stack: true }), json()), (l) => l.error("m", { error: new Error("x") })))[0],
      '{"error":{},"level":"error","message":"m"}',
    ],
    [
      "a field called message",
      (await lines(json(), (l) => l.error("m", { message: "order 7" })))[0],
      '{"level":"error","message":"m order 7"}',
    ],
  ];
  for (const [name, got, expected] of seen) {
    if (got !== expected) process.exitCode = 1;
    console.log(`${name}: ${got} (expected ${expected})`);
  }
}

main();
JS
node seen.js
