"""A data folder on a network file system is found by the mounts of this process."""

from pathlib import Path

import pytest

from api.bootstrap import prepare
from api.file_systems import network_file_system
from tests.support.application import settings_of

MOUNTS = r"""22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:45 / /mnt/share rw,relatime shared:2 - nfs4 server:/export rw,vers=4.2
41 40 8:2 / /mnt/share/disk rw,relatime - xfs /dev/sdb1 rw
42 22 0:46 / /mnt/with\040space rw - fuse.sshfs me@there:/ rw
43 22 0:47 / /proc rw - proc proc rw
44 22 0:48 broken
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    file = tmp_path / "mountinfo"
    file.write_text(MOUNTS, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/data", None),
        ("/mnt/share", "nfs4"),
        ("/mnt/share/incidents/data", "nfs4"),
        ("/mnt/share/disk/data", None),
        ("/mnt/shared", None),
        ("/mnt/with space/data", "fuse.sshfs"),
    ],
)
def test_the_innermost_mount_counts(mounts: Path, folder: str, kind: str | None) -> None:
    assert network_file_system(Path(folder), mounts) == kind


def test_where_nobody_can_tell_nothing_is_said(tmp_path: Path) -> None:
    assert network_file_system(tmp_path, tmp_path / "missing") is None


def test_a_start_warns_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.bootstrap.network_file_system", lambda folder: "nfs4")
    [warning] = prepare(settings_of(tmp_path)).warnings
    assert "nfs4" in warning
    assert "S3_BUCKET" in warning
    assert (
        prepare(settings_of(tmp_path, s3_bucket="tickets", audit_key="what seals the audit log of this test")).warnings
        == ()
    )
