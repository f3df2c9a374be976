"""Lines of a made-up system: problems that differ in a word, and values that vary."""

LINES = (
    "Lambda timeout after {n}s",
    "Lambda out of memory: used {n} MB",
    "connection to db-{n} refused: too many clients",
    "disk /var/lib/{n} is full",
    "disk /var/lib/{n} is full again after clean-up",
    "GET /orders/{n} answered 503 in {n} ms",
    "GET /orders/{n} answered 500 in {n} ms",
    "certificate of shop-{n}.example.org expires in {n} days",
    "consumer lag of orders is {n} messages",
    "java.lang.OutOfMemoryError: Java heap space at Worker.run(Worker.java:{n})",
)
SERVICES = ("payments", "orders")
