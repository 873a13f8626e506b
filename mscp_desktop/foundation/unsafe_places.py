"""Which folders a live vault must not stand in: network drives, and folders that a cloud service copies."""

import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from mscp_desktop.foundation.errors import UserError

DRIVE_REMOTE = 4  # what Windows' GetDriveTypeW returns for a mapped network drive

NETWORK_TYPES = frozenset(
    {"acfs", "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "drvfs", "gfs", "gfs2", "glusterfs"}
    | {"lustre", "ncpfs", "nfs", "nfs3", "nfs4", "ocfs2", "orangefs", "smb2", "smb3", "smbfs", "vboxsf"}
    | {"vmhgfs", "webdav"}
)
# Any other fuse.* file system is taken for a remote one: most are.
LOCAL_FUSE = frozenset(
    {"fuse.bindfs", "fuse.cryfs", "fuse.encfs", "fuse.exfat", "fuse.ext2", "fuse.fuse-overlayfs"}
    | {"fuse.gocryptfs", "fuse.mergerfs", "fuse.ntfs", "fuse.ntfs-3g", "fuse.securefs", "fuse.unionfs"}
)
CLOUD_NAMES = re.compile(
    r"onedrive( - .*|-.*)?|dropbox( \(.*\))?|google ?drive( - .*|-.*)?|my drive|icloud ?drive|cloudstorage"
    r"|mobile documents|com~apple~clouddocs|box sync|nextcloud|owncloud|pcloud ?drive|megasync|seafile"
)
CLOUD_VARIABLES = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
# Files that synchronising programs leave at the top of the folders they copy.
CLOUD_MARKERS = (
    ".849C9593-D756-4E56-8D6E-42412F2A707B",  # OneDrive
    ".dropbox.cache",
    ".tmp.drivedownload",  # Google Drive
    ".tmp.driveupload",
    ".owncloudsync.log",
    ".nextcloudsync.log",
    ".stfolder",  # Syncthing
    ".megaignore",
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the check asks of the machine, so that a test can answer for any of the three systems."""

    platform: str
    environment: Mapping[str, str]
    resolve: Callable[[str], str]
    exists: Callable[[str], bool]
    mounts: Callable[[], list[tuple[str, str]]]
    drive_type: Callable[[str], int]
    synced_folders: Callable[[], list[str]]


def this_machine() -> Surroundings:
    """Return the machine the program runs on."""
    return Surroundings(
        platform=sys.platform,
        environment=os.environ,
        resolve=os.path.realpath,
        exists=os.path.lexists,
        mounts=_mounts,
        drive_type=_drive_type,
        synced_folders=_synced_folders,
    )


def refuse_unsafe_place(folder: PurePath, around: Surroundings | None = None) -> None:
    """Raise `UserError` where a live vault would stand on a network drive or in a synchronised folder.

    `folder` need not exist yet. Two computers writing at once, or a service that copies half-written files,
    would damage the vault; bundles may lie in such places.
    """
    machine = this_machine() if around is None else around
    flavour = PureWindowsPath if machine.platform == "win32" else PurePosixPath
    given = flavour(str(folder))
    for place in dict.fromkeys((given, flavour(machine.resolve(str(folder))))):
        why = _network(place, machine) or _cloud(place, machine)
        if why:
            raise UserError(
                f"“{folder}” {why}, where the working vault could be damaged without anybody noticing. "
                "Nothing was written; choose a folder on this laptop's own disk, and share it as a bundle."
            )


def _network(place: PurePath, machine: Surroundings) -> str | None:
    remote = False
    if machine.platform == "win32":
        bare = str(place).removeprefix("\\\\?\\").removeprefix("\\\\.\\")
        unc = bare.startswith("\\\\") or bare.upper().startswith("UNC\\")
        remote = unc or machine.drive_type(PureWindowsPath(bare).anchor) == DRIVE_REMOTE
    else:
        kind = _mounted_as(place, machine.mounts())
        remote = kind in NETWORK_TYPES or (kind.startswith("fuse.") and kind not in LOCAL_FUSE)
    return "is on a network drive" if remote else None


def _mounted_as(place: PurePath, mounts: list[tuple[str, str]]) -> str:
    """Return the type of the file system that holds a place: the deepest mount wins, and of two the later."""
    best, kind = -1, ""
    for point, name in mounts:
        depth = len(PurePosixPath(point).parts)
        if place.is_relative_to(point) and depth >= best:
            best, kind = depth, name.casefold()
    return kind


def _cloud(place: PurePath, machine: Surroundings) -> str | None:
    named = [machine.environment[name] for name in CLOUD_VARIABLES if machine.environment.get(name)]
    if any(place.is_relative_to(root) for root in (*named, *machine.synced_folders())):
        return "is in a folder that a cloud service copies"
    for part in place.parts:
        if CLOUD_NAMES.fullmatch(part.casefold()):
            return f"is in a folder that a cloud service copies (“{part}”)"
    for parent in (place, *place.parents):
        for marker in CLOUD_MARKERS:
            if machine.exists(str(parent / marker)):
                return f"is in a folder that a cloud service copies (“{parent}” holds its mark)"
    return None


def parse_linux_mounts(text: str) -> list[tuple[str, str]]:
    """Return (mount point, type) of each line of `/proc/mounts`, which writes a space in octal."""
    rows = (line.split(" ") for line in text.splitlines())
    return [(_unescaped(row[1]), _linux_type(row[2], row[3])) for row in rows if len(row) > 3]  # noqa: PLR2004


def _linux_type(kind: str, options: str) -> str:
    """Tell Windows' drives under WSL and network mounts from the 9p of a virtual machine's own disk."""
    return "drvfs" if kind == "9p" and ("aname=drvfs" in options or "trans=tcp" in options) else kind


def parse_macos_mounts(text: str) -> list[tuple[str, str]]:
    """Return (mount point, type) of each line of macOS's `mount`: `//a@b/c on /Volumes/c (smbfs)`."""
    found = (re.match(r".+? on (.+) \(([^,)]+)", line) for line in text.splitlines())
    return [(match[1], match[2]) for match in found if match]


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)


def _mounts() -> list[tuple[str, str]]:
    if sys.platform == "darwin":
        return _macos_mounts()
    try:
        return parse_linux_mounts(Path("/proc/self/mounts").read_text("utf-8", "surrogateescape"))
    except OSError:
        return []


def _macos_mounts() -> list[tuple[str, str]]:
    import subprocess  # noqa: PLC0415 - it costs the first window 8 ms

    try:
        done = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return []
    return parse_macos_mounts(done.stdout)


def _drive_type(root: str) -> int:
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows alone needs it

        return int(ctypes.windll.kernel32.GetDriveTypeW(root))
    return 0


def _synced_folders() -> list[str]:
    """Return the folders that OneDrive copies on Windows, SharePoint's among them, from the registry."""
    folders: list[str] = []
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - only Windows has it

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, r"Software\SyncEngines\Providers\OneDrive") as key:
                for place in range(winreg.QueryInfoKey(key)[0]):
                    with winreg.OpenKey(key, winreg.EnumKey(key, place)) as library:
                        folders.append(str(winreg.QueryValueEx(library, "MountPoint")[0]))
        except OSError:
            return folders
    return folders
