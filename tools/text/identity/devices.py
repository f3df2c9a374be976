"""Names of devices and parts of machines: each disk, VLAN or switch port is one thing, and no copy of another.

Hosts of a group are interchangeable (`web-1`, `web-2`); things that are full, broken or unplugged are not. So the
number in these names is identity.
"""

from tools import deferred_re as re
from tools.text.words.lexicon import section

_KINDS = "|".join(sorted(section("devices"), key=len, reverse=True))
# `nas-1`, `vlan40`; `ups-rack4` is a UPS by its first part, `core-sw-2` a switch by its last.
_NUMBERED = re.compile(
    rf"(?:[a-z]{{2,12}}[-_]){{0,3}}(?:{_KINDS})[-_]?\d{{1,5}}[a-z]?|(?:{_KINDS})[-_][a-z]{{2,12}}[-_]?\d{{1,5}}"
    rf"|(?:[a-z]{{2,8}}[_#]){{0,2}}(?:[a-z0-9]{{1,8}}[_#]){{0,8}}dimm[_#-]?[a-z]?\d{{1,3}}"
    rf"|ap(?=[a-z-]{{0,40}}\d)(?:-[a-z0-9]{{1,12}}){{1,5}}"
)
# A switch's port, `GigabitEthernet1/0/14`, `ge-0/0/1.0`, `port-channel4`, has a slot or is a bundle. A server's own
# `eth0` or `tun1` is named by its kernel and occurs on many servers.
_PORT = re.compile(
    r"(?:(?:(?:ten|twentyfive|forty|hundred)?gig(?:abit)?(?:e|ethernet)|fastethernet|ethernet|serial|gi|te|fa|fo|hu|twe|et|eth|"
    r"ge|xe|se|mge)-?\d{1,3}(?:/\d{1,3}){1,3}(?:[.:]\d{1,5})?|(?:port-channel|bundle-ether|po|ae|reth|irb)\d{1,4}(?:\.\d{1,5})?|(?:ha|wan|mgmt)\d)"
)
# The kernel's: `sdh1`, `nvme0` and `nvme0n1p2`, `md3`, `dm-4`, `mmcblk0`.
_DISK = re.compile(
    r"(?:s|v|xv)d[a-z]{1,2}\d{0,3}|nvme\d{1,2}(?:n\d(?:p\d{1,3})?)?|md\d{1,3}|dm-\d{1,3}|mmcblk\d(?:p\d)?|nst\d|st\d|osd\.\d{1,5}"
)
# `/dev/sdf`, `\Device\Harddisk3\DR3`.
_PATH = re.compile(r"(?:/dev/(?:mapper/)?|\\\\?device\\)(?P<name>[\w.\\-]{2,60})")
_LONGEST = 64


def device_of(text: str) -> str:
    """The device's name in lower case; "" for anything else, which a first look excludes for most values."""
    if not text or len(text) > _LONGEST or not (text[0].isalpha() or text[0] in "/\\"):
        return ""
    lower = text.lower()
    if lower[0] in "/\\":
        path = _PATH.fullmatch(lower)
        return path["name"] if path else ""
    found = _NUMBERED.fullmatch(lower) or _PORT.fullmatch(lower) or _DISK.fullmatch(lower)
    return lower if found else ""
