"""One crash per language, as its runtime prints it: where, what was raised, why; line numbers move between builds."""

from collections.abc import Callable

Crash = Callable[[str, str, int], str]
"""(function or file where, root cause, line offset) → the text."""


def python(where: str, cause: str, line: int) -> str:
    return f'''Traceback (most recent call last):
  File "/srv/depot/{where}.py", line {line}, in ship
    client.send(box)
  File "/usr/lib/python3.12/socket.py", line {line + 1}, in send
    raise OSError("{cause}")
OSError: {cause}

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/srv/depot/main.py", line {line + 7}, in <module>
    run()
depot.errors.ShipmentError: shipment {line} failed'''


def python_group(where: str, cause: str, line: int) -> str:
    return f'''  + Exception Group Traceback (most recent call last):
  |   File "/srv/depot/main.py", line {line}, in <module>
  |     asyncio.run({where}())
  |   File "/srv/depot/{where}.py", line {line + 2}, in ship_all
  |     async with asyncio.TaskGroup() as group:
  | ExceptionGroup: unhandled errors in a TaskGroup (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/srv/depot/{where}.py", line {line + 9}, in ship
    |     raise ValueError("{cause}")
    | ValueError: {cause}
    +---------------- 2 ----------------
    | Traceback (most recent call last):
    |   File "/srv/depot/{where}.py", line {line + 19}, in weigh
    |     raise KeyError("weight")
    | KeyError: 'weight'
    +------------------------------------'''


def java(where: str, cause: str, line: int) -> str:
    return f"""Exception in thread "main" net.depot.ShipmentException: shipment {line} failed
\tat net.depot.{where}.ship({where}.java:{line})
\tat net.depot.Main.main(Main.java:{line + 3})
\tSuppressed: java.lang.IllegalStateException: close failed
\t\tat net.depot.Box.close(Box.java:{line})
Caused by: java.io.IOException: {cause}
\tat java.base/java.net.Socket.connect(Socket.java:{line})
\tat com.google.common.io.Files.copy(Files.java:{line})
\tat net.depot.{where}.send({where}.java:{line + 9})
\t... 2 more"""


def kotlin(where: str, cause: str, line: int) -> str:
    return f"""kotlinx.coroutines.JobCancellationException: parent job failed
Caused by: java.net.ProtocolException: {cause}
\tat okhttp3.internal.http1.Codec.read(Codec.kt:{line})
\tat net.depot.{where}$ship$2.invokeSuspend({where}.kt:{line})
\tat kotlin.coroutines.jvm.internal.BaseContinuationImpl.resumeWith(ContinuationImpl.kt:33)"""


def dotnet(where: str, cause: str, line: int) -> str:
    return f"""System.AggregateException: One or more errors occurred.
 ---> System.IO.IOException: {cause}
   at System.Net.Sockets.Socket.Send(Byte[] buffer) in /_/Socket.cs:line {line}
   at Depot.{where}.Ship(Box box) in /src/{where}.cs:line {line}
   --- End of inner exception stack trace ---
   at Depot.Program.Main() in /src/Program.cs:line {line + 3}"""


def dotnet_german(where: str, cause: str, line: int) -> str:
    return f"""System.InvalidOperationException: {cause}
   bei System.Linq.Enumerable.First[TSource](IEnumerable`1 source)
   bei Depot.{where}.Ship(Box box) in C:\\src\\{where}.cs:Zeile {line}.
   bei Depot.Program.Main() in C:\\src\\Program.cs:Zeile {line + 3}."""


def node(where: str, cause: str, line: int) -> str:
    return f"""Error: shipment {line} failed
    at main (/app/src/main.js:{line}:13)
    at processTicksAndRejections (node:internal/process/task_queues:95:5) {{
  [cause]: RangeError: {cause}
      at Object.get (/app/node_modules/lodash/get.js:12:3)
      at ship (/app/src/{where}.js:{line}:9)
      at main (/app/src/main.js:{line}:13)
}}"""


def go(where: str, cause: str, line: int) -> str:
    return f"""2026/11/29 09:14:02 http: panic serving 10.1.2.3:5{line}: {cause}
goroutine {line} [running]:
net/http.(*conn).serve.func1(0xc0001)
\t/usr/local/go/src/net/http/server.go:1850 +0xbf
panic(0x19748{line}, 0x2cda2d0)
\t/usr/local/go/src/runtime/panic.go:884 +0x213
depot.example/shop/api.{where}(0xc0)
\t/w/api/{where}.go:{line} +0x3c"""


def rust(where: str, cause: str, line: int) -> str:
    return f"""thread 'worker-{line}' panicked at src/{where}.rs:{line}:9:
{cause}
stack backtrace:
   0: rust_begin_unwind
             at /rustc/07dca489ac2d933c78d3c5158e3f43beefeb02ce/library/std/src/panicking.rs:645:5
   1: core::panicking::panic_fmt
   2: depot::{where}::ship
             at ./src/{where}.rs:{line}:9"""


def ruby(where: str, cause: str, line: int) -> str:
    return f"""/srv/depot/{where}.rb:{line}:in 'Depot#ship': shipment failed (Depot::ShipmentError)
\tfrom /srv/depot/main.rb:{line + 3}:in '<main>'
/usr/lib/ruby/gems/3.4.0/gems/faraday-2.9/lib/faraday.rb:{line}:in 'Faraday.get': {cause} (Faraday::Error)
\tfrom /srv/depot/{where}.rb:{line}:in 'Depot#send'
\tfrom /srv/depot/main.rb:{line + 3}:in '<main>'"""


def php(where: str, cause: str, line: int) -> str:
    return f"""PHP Fatal error:  Uncaught Depot\\ShipmentException: {cause} in /var/www/src/{where}.php:{line}
Stack trace:
#0 /var/www/src/Kernel.php({line + 3}): Depot\\{where}->ship()
#1 {{main}}
  thrown in /var/www/src/{where}.php on line {line}"""


def php_fastcgi(where: str, cause: str, line: int) -> str:
    return (
        f'2026/11/29 09:14:02 [error] 31#31: *{line} FastCGI sent in stderr: "PHP message: PHP Fatal error:  '
        f'Uncaught Depot\\ShipmentException: {cause} in /var/www/src/{where}.php:{line}" '
        f"while reading response header from upstream, client: 10.9.8.{line}, server: _, "
        f'request: "GET /ship/{line} HTTP/1.1", upstream: "fastcgi://unix:/run/php.sock:", host: "depot.example.net"'
    )


def elixir(where: str, cause: str, line: int) -> str:
    return f"""09:14:02.112 [error] GenServer #PID<0.{line}.0> terminating
** (ArgumentError) {cause}
    (stdlib 5.2) ets.erl:{line}: :ets.lookup(:boxes, 1)
    (depot 1.{line}.0) lib/depot/{where}.ex:{line}: Depot.{where}.handle_call/3
    (stdlib 5.2) gen_server.erl:1113: :gen_server.try_handle_call/4
Last message: {{:ship, {line}}}"""


def perl(where: str, cause: str, line: int) -> str:
    return f"cannot ship box: {cause} at /srv/depot/{where}.pl line {line}."


def lua(where: str, cause: str, line: int) -> str:
    return f"""lua: {where}.lua:{line}: {cause}
stack traceback:
\t[C]: in function 'error'
\t{where}.lua:{line}: in function 'ship'
\tmain.lua:{line + 3}: in main chunk"""


ALL: tuple[Crash, ...] = (
    python, python_group, java, kotlin, dotnet, dotnet_german, node, go, rust, ruby, php, php_fastcgi, elixir, perl,
    lua,
)  # fmt: skip
