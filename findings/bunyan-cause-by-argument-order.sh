#!/bin/sh
# bunyan 2.0.5 and @elastic/ecs-pino-format 1.5.0 (Node 20): whether a log tells why something failed depends on the
# order of two arguments. The serialiser for errors follows a `cause()` method as VError had, and not the `cause` that
# JavaScript has had since 2022: `log.error(e, "m")` writes the outer error alone, and the error that explains it is
# nowhere. With the arguments the other way round the error is no field at all, but the message is many lines that hold
# both. The ECS formatter for pino leaves the cause out as well, which pino by itself writes.
#
# Seen (is the cause's text in the line?):
#   bunyan   error(e, "m")             no
#   bunyan   error({ err: e }, "m")    no
#   bunyan   error("m", e)             yes, in msg
#   pino     error(e, "m")             yes
#   ECS pino error(e, "m")             no
#
# Here: what such a line does hold is read, the trace in err.stack as well as the one inside msg
# (tests/unit/tools/text/reading/test_reader_loggers.py).
#
# Needs node 20 or later with npm. Everything is made in a folder that is removed at the end. Fails when a newer release
# behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund bunyan@2.0.5 pino@10.4.0 @elastic/ecs-pino-format@1.5.0
cat > seen.js <<'JS'
const bunyan = require("bunyan");
const pino = require("pino");
const { ecsFormat } = require("@elastic/ecs-pino-format");

const e = new Error("charge failed", { cause: new Error("bank is unreachable") });

function line(make, given) {
  let written = "";
  make({ write: (text) => (written += text) }).error(...given);
  return written;
}

const ofBunyan = (stream) => bunyan.createLogger({ name: "pay", streams: [{ stream }] });
const ofPino = (stream) => pino({}, stream);
const ofEcs = (stream) => pino(ecsFormat(), stream);
const seen = [
  ['bunyan error(e, "m")', line(ofBunyan, [e, "m"]), false],
  ['bunyan error({ err: e }, "m")', line(ofBunyan, [{ err: e }, "m"]), false],
  ['bunyan error("m", e)', line(ofBunyan, ["m", e]), true],
  ['pino error(e, "m")', line(ofPino, [e, "m"]), true],
  ['ECS pino error(e, "m")', line(ofEcs, [e, "m"]), false],
];
for (const [name, written, expected] of seen) {
  const got = written.includes("bank is unreachable");
  if (got !== expected) process.exitCode = 1;
  console.log(`${name}: ${got ? "yes" : "no"} (expected ${expected ? "yes" : "no"})`);
}
JS
node seen.js
