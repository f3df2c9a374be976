"""Log texts that would do something to a careless page: markup, terminal codes, marks that turn text around, size."""

HOSTILE = (
    "<script>alert('log')</script><img src=x onerror=alert(1)><svg onload=alert(2)> disk full",
    "\"><a href=javascript:alert(3)>click</a> ' autofocus onfocus='alert(4) {{ 7*7 }} {% include 'x' %} ${alert(5)}",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\ failed",
    "invoice \u202egnp.exe\u202c \u2066hidden\u2069 \u200bzero\u200bwidth \ufeff failed to open",
    "[click](javascript:alert(6)) ![x](https://evil.example/x.png) `code` **bold** <details open ontoggle=alert(7)>",
    "]]><!--<script>--><style>*{display:none}</style><base href=https://evil.example/> <meta http-equiv=refresh>",
    "unbroken" + "x" * 3000,
    "\n".join(f"  at frame_{number} (file_{number}.js:{number}:1)" for number in range(800)),
)
LARGE = "a line of a large log with <b>markup</b> in it\n" * 1300
"""Near the largest report that is taken; a megabyte is refused."""
