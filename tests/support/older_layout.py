"""A bucket as builds wrote it that appended every report: heads have no log, and claims name flushes beside them."""

import zlib
from base64 import b64decode

import orjson

from tests.support.servers.s3_objects import Objects
from tools.tickets.s3.objects import keys


def as_older_builds_wrote(objects: Objects) -> None:
    """Turn what is there into that."""
    flushes: dict[str, tuple[str, str]] = {}
    for key, stored in objects.names("head/", "", 1000)[0]:
        head = orjson.loads(stored.body)
        log = head.pop("log") or {"commits": []}
        folder = key.replace("head/", "occurrence/", 1) + "/"
        for commit in log["commits"]:
            name = "_".join(commit["name"].split("_")[:6])
            body = zlib.decompress(b64decode(commit["body"]))
            objects.put(folder + name, body)
            for report in orjson.loads(body):
                flushes[report["request_id"]] = name.partition("_")[0], head["id"]
        objects.put(key, orjson.dumps(head))
    for key, _ in objects.names("claim/", "", 1000)[0]:
        objects.delete(key)
    for key, stored in objects.names("occurrence/", "", 1000)[0]:
        _rename(objects, key, stored.body, flushes)
    _claim(objects, flushes)


def _rename(objects: Objects, key: str, body: bytes, flushes: dict[str, tuple[str, str]]) -> None:
    """A block becomes a flush; what is one already is left."""
    folder, _, name = key.rpartition("/")
    if len(parts := name.split("_")) > 6:
        objects.delete(key)
        objects.put(f"{folder}/{'_'.join(parts[:6])}", body)
    for report in orjson.loads(body):
        flushes[report["request_id"]] = parts[0], folder.rpartition("/")[2]


def _claim(objects: Objects, flushes: dict[str, tuple[str, str]]) -> None:
    for request_id, (flush, lineage) in flushes.items():
        claim = {"flush": flush, "lineage": lineage, "at": 0.0, "done": True}
        objects.put(keys.claim("default", request_id), orjson.dumps(claim))


def write_as_an_older_build_does(objects: Objects, request_id: str) -> None:
    """Its last step before it reads the head again: a report of the only problem there is, like the newest one."""
    [(key, stored)] = objects.names("head/", "", 10)[0]
    head = orjson.loads(stored.body)
    newest = head["log"]["commits"][-1]
    report = orjson.loads(zlib.decompress(b64decode(newest["body"])))[0] | {"request_id": request_id}
    flush, to, _, origin, first, last, *_ = newest["name"].split("_")
    name = f"{flush[:-4]}ZZZZ_{to}_1_{origin}_{first}_{last}"
    objects.put(key.replace("head/", "occurrence/", 1) + "/" + name, orjson.dumps([report]))
    claim = {"flush": name.partition("_")[0], "lineage": head["id"], "at": 0.0, "done": False}
    objects.put(keys.claim("default", request_id), orjson.dumps(claim))
