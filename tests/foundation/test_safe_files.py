"""Files are written whole or not at all, one window holds a vault, and no vault stands in an unsafe place."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO, NoReturn

import pytest

from mscp_desktop.foundation import keys, safe_files
from mscp_desktop.foundation.errors import DamagedError, InUseError, MissingError, UserError
from mscp_desktop.foundation.key_slots import canonical_json
from mscp_desktop.foundation.safe_files import (
    KEYSLOTS,
    KEYSLOTS_COPY,
    REPLACE_WAITS,
    FolderLock,
    copy_file,
    read_slots,
    sha256_of,
    write_atomically,
    write_slots,
)
from mscp_desktop.foundation.unsafe_places import (
    Surroundings,
    parse_linux_mounts,
    parse_macos_mounts,
    refuse_unsafe_place,
)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def no_sleep(_: float) -> NoReturn:
    pytest.fail("nothing was held")


def slot_file(vault: str = "vault-a") -> keys.SlotFile:
    return keys.add_recovery_slot(keys.new_slot_file(vault), bytes(32), keys.new_recovery_key())


# --- writing


def test_a_file_is_replaced_whole_and_no_part_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_atomically(path, b"one", sleep=no_sleep)
    write_atomically(path, lambda file: file.writelines([b"t", b"wo"]), sleep=no_sleep)
    assert path.read_bytes() == b"two"
    assert names(tmp_path) == ["a.json"]
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600


def fails_while_writing(file: BinaryIO) -> None:
    file.write(b"half")
    raise OSError(28, "No space left on device")


def test_a_full_disk_leaves_the_former_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"former")
    with pytest.raises(UserError, match="No space left"):
        write_atomically(path, fails_while_writing)

    def bad(part: Path) -> None:
        assert part.read_bytes() == b"new"
        raise DamagedError("It did not read back.")

    with pytest.raises(DamagedError):
        write_atomically(path, b"new", verify=bad)
    assert path.read_bytes() == b"former"
    assert names(tmp_path) == ["a.json"]


def test_a_held_file_is_tried_again_and_given_up_in_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, waited, real = tmp_path / "a.json", [0.0][:0], Path.replace
    refusals = [0]

    def held(part: Path, target: Path) -> Path:
        if len(waited) < refusals[0]:
            raise PermissionError(13, "held by a scanner")
        return real(part, target)

    monkeypatch.setattr(Path, "replace", held)
    refusals[0] = 3
    write_atomically(path, b"one", sleep=waited.append)
    assert path.read_bytes() == b"one"
    assert tuple(waited) == REPLACE_WAITS[:3]
    waited.clear()
    refusals[0] = 99
    with pytest.raises(UserError, match="held by a scanner"):
        write_atomically(path, b"two", sleep=waited.append)
    assert tuple(waited) == REPLACE_WAITS
    assert path.read_bytes() == b"one"
    assert names(tmp_path) == ["a.json"]


def test_a_link_in_the_place_of_the_part_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"untouched")
    (tmp_path / "a.json.part").symlink_to(outside)
    write_atomically(tmp_path / "a.json", b"one")
    assert outside.read_bytes() == b"untouched"


def test_a_missing_folder_and_a_missing_source_are_said(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="not there"):
        write_atomically(tmp_path / "gone" / "a", b"")
    with pytest.raises(MissingError, match="not there"):
        copy_file(tmp_path / "gone", tmp_path / "b")
    with pytest.raises(UserError, match="could not be read"):
        sha256_of(tmp_path)


def test_a_copy_is_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(os.urandom(3_000_001))
    copy_file(tmp_path / "a", tmp_path / "b")
    assert sha256_of(tmp_path / "a") == sha256_of(tmp_path / "b")
    (tmp_path / "c").write_bytes(b"abc")
    assert sha256_of(tmp_path / "c").startswith("ba7816bf8f01cfea414140de5dae2223")


# --- slots


def test_slots_are_read_from_the_copy_where_the_file_is_gone_or_damaged(tmp_path: Path) -> None:
    slots = slot_file()
    write_slots(tmp_path, slots)
    main = tmp_path / KEYSLOTS
    for spoil in (main.unlink, lambda: main.write_bytes(b""), lambda: main.write_bytes(b"{}" * 200_000)):
        spoil()
        assert read_slots(tmp_path) == slots
    (tmp_path / KEYSLOTS_COPY).unlink()
    with pytest.raises(DamagedError):
        read_slots(tmp_path)
    main.unlink()
    with pytest.raises(MissingError):
        read_slots(tmp_path)
    (tmp_path / KEYSLOTS_COPY).write_bytes(b"x")
    with pytest.raises(DamagedError):
        read_slots(tmp_path)


def test_a_newer_file_is_not_passed_over_for_an_older_copy(tmp_path: Path) -> None:
    write_slots(tmp_path, slot_file())
    body = {"format": 2}
    sealed = canonical_json(body | {"check": sha256(canonical_json(body)).hexdigest()})
    (tmp_path / KEYSLOTS).write_bytes(sealed)
    with pytest.raises(UserError, match="newer version"):
        read_slots(tmp_path)


def test_former_slots_stay_in_no_copy(tmp_path: Path) -> None:
    former, newer = slot_file(), slot_file()
    write_slots(tmp_path, former)
    write_slots(tmp_path, newer)
    assert (tmp_path / KEYSLOTS).read_bytes() == (tmp_path / KEYSLOTS_COPY).read_bytes() == newer.to_json()
    assert names(tmp_path) == [KEYSLOTS, KEYSLOTS_COPY]


@pytest.mark.parametrize("spoilt", [None, KEYSLOTS, KEYSLOTS_COPY])
def test_a_stop_at_any_write_leaves_slots_to_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoilt: str | None
) -> None:
    former, newer, real = slot_file(), slot_file(), Path.replace
    for stop in range(4):
        write_slots(tmp_path, former)
        if spoilt:
            (tmp_path / spoilt).write_bytes(b"spoilt")
        calls = iter(range(99))

        def stopping(part: Path, target: Path, calls: object = calls, stop: int = stop) -> Path:
            if next(calls) == stop:  # type: ignore[call-overload]
                raise KeyboardInterrupt
            return real(part, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", stopping)
            try:
                write_slots(tmp_path, newer)
            except KeyboardInterrupt:
                assert read_slots(tmp_path) in (former, newer)
            else:
                assert read_slots(tmp_path) == newer


def test_slots_that_do_not_read_back_are_refused_and_the_former_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = slot_file()
    write_slots(tmp_path, former)
    real = safe_files.read_bytes

    def failing_disk(path: Path, limit: int) -> bytes:
        return b"garbled" if path.suffix == ".part" else real(path, limit)

    with monkeypatch.context() as patch:
        patch.setattr(safe_files, "read_bytes", failing_disk)
        with pytest.raises(DamagedError, match="did not read back"):
            write_slots(tmp_path, slot_file())
    assert read_slots(tmp_path) == former


# --- the lock


def test_a_second_window_is_refused_and_the_file_stays(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path), FolderLock(tmp_path)
    held = [first.held]
    with first:
        first.acquire()
        inode = (tmp_path / "vault.lock").stat().st_ino
        with pytest.raises(InUseError, match="another window"):
            second.acquire()
        held += [first.held, second.held]
    held += [first.held]
    with second:
        assert (tmp_path / "vault.lock").stat().st_ino == inode
    second.release()
    assert held == [False, True, False, False]
    assert (tmp_path / "vault.lock").exists()


HOLDER = """
import pathlib, sys
from mscp_desktop.foundation.safe_files import FolderLock
lock = FolderLock(pathlib.Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_another_process_is_refused_and_a_killed_one_holds_nothing(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(InUseError):
            FolderLock(tmp_path).acquire()
        holder.kill()
        holder.wait()
    with FolderLock(tmp_path) as lock:
        assert lock.held


def test_a_lock_without_a_folder_or_in_the_place_of_a_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(MissingError):
        FolderLock(tmp_path / "gone").acquire()
    assert not (tmp_path / "gone").exists()
    (tmp_path / "vault.lock").mkdir()
    with pytest.raises(UserError, match="could not be locked"):
        FolderLock(tmp_path).acquire()


# --- places

LINUX = """\
/dev/sda1 / ext4 rw 0 0
server:/home /home/shared\\040homes nfs4 rw 0 0
/dev/sdb1 /media/stick fuseblk rw 0 0
gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0
gocryptfs /home/ann/private fuse.gocryptfs rw 0 0
//nas/x /mnt/nas cifs rw 0 0
tmpfs /mnt/nas/inner tmpfs rw 0 0
C:\\134 /mnt/c 9p rw,dirsync,aname=drvfs;path=C:\\ 0 0
root /opt 9p rw,trans=fd 0 0
"""
MAC = "/dev/disk1s1 on / (apfs, local)\n//ann@nas/team on /Volumes/team (1) (smbfs, nodev, nosuid)\n"


def around(platform: str, **changes: object) -> Surroundings:
    mounts = parse_macos_mounts(MAC) if platform == "darwin" else parse_linux_mounts(LINUX)
    machine = Surroundings(
        platform=platform,
        environment={},
        resolve=lambda path: path,
        exists=lambda _: False,
        mounts=lambda: mounts,
        drive_type=lambda root: 4 if root.upper().startswith("Z:") else 3,
        synced_folders=list,
    )
    return replace(machine, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("platform", "folder"),
    [
        ("linux", "/home/shared homes/ann/vault"),
        ("linux", "/run/user/1000/gvfs/smb/vault"),
        ("linux", "/mnt/nas/vault"),
        ("linux", "/mnt/c/Users/ann/vault"),
        ("darwin", "/Volumes/team (1)/vault"),
        ("win32", r"\\server\share\vault"),
        ("win32", r"\\?\UNC\server\share\vault"),
        ("win32", r"Z:\vault"),
        ("win32", r"\\?\Z:\vault"),
        ("win32", r"\\wsl.localhost\Debian\home"),
    ],
)
def test_a_network_drive_is_refused(platform: str, folder: str) -> None:
    with pytest.raises(UserError, match="network drive"):
        refuse_unsafe_place(PurePosixPath(folder), around(platform))


@pytest.mark.parametrize(
    ("platform", "folder"),
    [
        ("linux", "/home/ann/Dropbox/vault"),
        ("linux", "/home/ann/Nextcloud"),
        ("darwin", "/Users/ann/Library/CloudStorage/OneDrive-Council/vault"),
        ("darwin", "/Users/ann/Library/Mobile Documents/com~apple~CloudDocs/vault"),
        ("win32", r"C:\Users\ann\OneDrive - Medway Council\Documents\vault"),
        ("win32", r"C:\Users\ann\onedrive\vault"),
        ("win32", r"C:\Users\ann\Dropbox (Personal)\vault"),
        ("win32", r"C:\Users\ann\iCloudDrive\vault"),
        ("win32", r"G:\My Drive\vault"),
        ("win32", r"\\?\C:\Users\ann\Google Drive\vault"),
    ],
)
def test_a_folder_that_a_cloud_copies_is_refused_by_name(platform: str, folder: str) -> None:
    with pytest.raises(UserError, match="cloud service"):
        refuse_unsafe_place(PureWindowsPath(folder) if platform == "win32" else Path(folder), around(platform))


@pytest.mark.parametrize(
    "changes",
    [
        {"environment": {"OneDriveCommercial": r"c:\users\ann\work"}},
        {"synced_folders": lambda: [r"C:\Users\Ann\Work"]},
        {"exists": lambda path: path == r"C:\Users\ann\.stfolder"},
        {"resolve": lambda _: r"C:\Users\ann\OneDrive\redirected"},
    ],
)
def test_a_folder_that_a_cloud_copies_is_refused_by_setting_mark_or_link(
    changes: dict[str, Callable[..., object]],
) -> None:
    folder = PureWindowsPath(r"C:\Users\ann\work\vault")
    refuse_unsafe_place(folder, around("win32"))
    with pytest.raises(UserError, match="cloud service"):
        refuse_unsafe_place(folder, around("win32", **changes))


@pytest.mark.parametrize(
    ("platform", "folder"),
    [
        ("linux", "/home/ann/.local/share/MSCP Desktop"),
        ("linux", "/home/shared/vault"),
        ("linux", "/home/ann/private/vault"),
        ("linux", "/media/stick/vault"),
        ("linux", "/opt/vault"),
        ("linux", "/mnt/nas/inner/vault"),
        ("darwin", "/Users/ann/Library/Application Support/MSCP Desktop"),
        ("win32", r"C:\Users\ann\AppData\Local\MSCP Desktop"),
        ("win32", r"C:\Users\ann\Dropboxing\vault"),
    ],
)
def test_a_folder_of_ones_own_disk_is_accepted(platform: str, folder: str) -> None:
    refuse_unsafe_place(PurePosixPath(folder), around(platform))


def test_this_machine_answers(tmp_path: Path) -> None:
    refuse_unsafe_place(tmp_path / "not-yet-there")
    cloud = tmp_path / "Dropbox"
    cloud.mkdir()
    (tmp_path / "link").symlink_to(cloud)
    with pytest.raises(UserError, match="Dropbox"):
        refuse_unsafe_place(tmp_path / "link" / "vault")
