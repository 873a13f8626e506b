"""What a laptop remembers: every trouble with its password store has a sentence, and leaves all as it was."""

import os
import shutil
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from password_stores import Absent, Denied, Garbled, Hung, KeptInMind, Locked, Null
from vault_files import fingerprint
from vaults import PASSPHRASE

from mscp_desktop.foundation import device_keys as module
from mscp_desktop.foundation import keys, lineage, users
from mscp_desktop.foundation.device_keys import DeviceKeyError, DeviceKeys, Trouble, Waiting, system_store
from mscp_desktop.foundation.errors import DamagedError, ReadOnlyError
from mscp_desktop.foundation.safe_files import read_slots
from mscp_desktop.foundation.store import Actor, Role
from mscp_desktop.foundation.vault import Frame, Vault, open_vault, open_with_key


@pytest.fixture
def hung() -> Iterator[Hung]:
    store = Hung()
    yield store
    store.free.set()
    for thread in threading.enumerate():
        if thread.name == "password store":
            thread.join(5)


def with_store(store: Any, patience: float = 5.0) -> DeviceKeys:
    return DeviceKeys(lambda: store, patience)


def test_a_remembered_laptop_opens_without_the_passphrase(empty_vault: Vault, frame: Frame) -> None:
    store = KeptInMind()
    laptop = with_store(store)
    users.remember(empty_vault, laptop)
    ((service, username), secret) = next(iter(store.kept.items()))
    assert (service, username) == (f"MSCP Desktop {empty_vault.pointer.vault_id}", empty_vault.actor.uid)
    assert len(secret) == 64
    assert bytes.fromhex(secret) not in {empty_vault.data_key, empty_vault.subkey("db")}
    empty_vault.close()
    data_key = users.recall(empty_vault.place, laptop, empty_vault.actor.uid)
    with open_with_key(empty_vault.place, frame, empty_vault.actor.uid, data_key) as again:
        assert again.actor == empty_vault.actor


def test_remembered_again_it_keeps_one_slot_and_forgotten_none(empty_vault: Vault) -> None:
    laptop = with_store(KeptInMind())
    before = empty_vault.slots
    for _ in range(2):
        users.remember(empty_vault, laptop)
        assert len(empty_vault.slots.slots) == len(before.slots) + 1
    assert users.forget_here(empty_vault, laptop)
    assert empty_vault.slots == before == read_slots(empty_vault.folder)
    assert laptop.backend is not None
    assert laptop.backend().kept == {}  # type: ignore[attr-defined]


STORES: list[tuple[Callable[[], KeptInMind], Trouble]] = [
    (Absent, Trouble.NONE),
    (Null, Trouble.NULL),
    (Locked, Trouble.LOCKED),
    (Denied, Trouble.DENIED),
    (Garbled, Trouble.DENIED),
]


@pytest.mark.parametrize(("kind", "trouble"), STORES)
def test_a_store_that_keeps_nothing_is_found_out_and_nothing_changes(
    kind: Callable[[], KeptInMind], trouble: Trouble, empty_vault: Vault, frame: Frame
) -> None:
    before, slots = fingerprint(empty_vault.folder), empty_vault.slots
    with pytest.raises(DeviceKeyError, match="nothing was changed; your passphrase opens") as refused:
        users.remember(empty_vault, with_store(kind()))
    assert refused.value.trouble is trouble
    assert str(refused.value).startswith(module.WHAT[trouble])
    assert empty_vault.slots == slots
    assert fingerprint(empty_vault.folder) == before
    empty_vault.close()
    open_vault(empty_vault.place, frame, empty_vault.actor.uid, PASSPHRASE).close()


def test_each_trouble_has_a_sentence_of_its_own() -> None:
    assert set(module.WHAT) == set(Trouble)
    assert len(set(module.WHAT.values())) == len(Trouble)


def lost(store: KeptInMind) -> None:
    store.kept.clear()


def wrong(store: KeptInMind) -> None:
    store.kept = dict.fromkeys(store.kept, "ab" * 32)


def no_key(store: KeptInMind) -> None:
    store.kept = dict.fromkeys(store.kept, "not a key")


@pytest.mark.parametrize(("happen", "trouble"), [(lost, Trouble.LOST), (wrong, Trouble.WRONG), (no_key, Trouble.WRONG)])
def test_what_is_lost_or_wrong_is_said_and_the_passphrase_opens(
    happen: Callable[[KeptInMind], None], trouble: Trouble, empty_vault: Vault, frame: Frame
) -> None:
    store = KeptInMind()
    users.remember(empty_vault, with_store(store))
    empty_vault.close()
    happen(store)
    before = fingerprint(empty_vault.place)
    with pytest.raises(DeviceKeyError, match="not touched; type your passphrase") as refused:
        users.recall(empty_vault.place, with_store(store), empty_vault.actor.uid)
    assert refused.value.trouble is trouble
    assert fingerprint(empty_vault.place) == before
    open_vault(empty_vault.place, frame, empty_vault.actor.uid, PASSPHRASE).close()


def test_a_store_that_hangs_is_left_to_itself(hung: Hung, empty_vault: Vault) -> None:
    slots = empty_vault.slots
    for act in (
        lambda: users.recall(empty_vault.place, with_store(hung, 0.01), empty_vault.actor.uid),
        lambda: users.remember(empty_vault, with_store(hung, 0.01)),
    ):
        with pytest.raises(DeviceKeyError, match="did not answer") as refused:
            act()
        assert refused.value.trouble is Trouble.HUNG
    assert empty_vault.slots == slots == read_slots(empty_vault.folder)
    hung.free.set()  # and answers at last: nobody hears
    assert hung.kept == {}


def test_somebody_who_waits_can_stop_waiting(hung: Hung, empty_vault: Vault) -> None:
    waiting = Waiting()
    threading.Thread(target=lambda: hung.asked.wait(5) and waiting.give_up()).start()
    with pytest.raises(DeviceKeyError) as refused:
        users.recall(empty_vault.place, with_store(hung, 60), empty_vault.actor.uid, waiting)
    assert refused.value.trouble is Trouble.HUNG


def test_a_secret_stands_in_no_error(empty_vault: Vault, caplog: pytest.LogCaptureFixture) -> None:
    seen: list[str] = []

    class Chatty(Denied):
        def set_password(self, service: str, username: str, password: str) -> None:
            seen.append(password)
            super().set_password(service, username, password)

    with pytest.raises(DeviceKeyError) as refused:
        users.remember(empty_vault, with_store(Chatty()))
    told = "".join(traceback.format_exception(refused.value)) + repr(refused.value) + caplog.text
    assert seen
    assert seen[0] not in told


def test_slots_that_cannot_be_written_leave_no_key_behind(empty_vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise DamagedError("The disk is full.")

    store = KeptInMind()
    monkeypatch.setattr("mscp_desktop.foundation.vault.write_slots", fail)
    with pytest.raises(DamagedError):
        users.remember(empty_vault, with_store(store))
    assert store.kept == {}


def test_a_laptop_that_is_locked_out_forgets_by_its_slot(empty_vault: Vault) -> None:
    here, elsewhere = KeptInMind(), KeptInMind()
    before = empty_vault.slots
    users.remember(empty_vault, with_store(here))
    assert users.forget_here(empty_vault, with_store(Locked())), "there was no other laptop"
    assert empty_vault.slots == before
    for store in (here, elsewhere):
        users.remember(empty_vault, with_store(store))
    assert not users.forget_here(empty_vault, with_store(Locked())), "the other one forgot too"
    assert empty_vault.slots == before
    with pytest.raises(DeviceKeyError):
        users.recall(empty_vault.place, with_store(elsewhere), empty_vault.actor.uid)


def test_laptops_elsewhere_forget_and_this_one_need_not(empty_vault: Vault) -> None:
    here, elsewhere = KeptInMind(), KeptInMind()
    for store in (here, elsewhere):
        users.remember(empty_vault, with_store(store))
    assert users.forget_elsewhere(empty_vault, with_store(here))
    uid = empty_vault.actor.uid
    assert users.recall(empty_vault.place, with_store(here), uid) == empty_vault.data_key
    with pytest.raises(DeviceKeyError):
        users.recall(empty_vault.place, with_store(elsewhere), uid)
    assert not users.forget_elsewhere(empty_vault, with_store(elsewhere))
    assert not keys.has_keyring(empty_vault.slots, uid)


def test_users_of_one_laptop_are_remembered_apart_and_removed_with_their_slots(empty_vault: Vault) -> None:
    laptop = with_store(KeptInMind())
    ann = users.add_user(empty_vault, "Ann Lee", PASSPHRASE, frozenset({Role.READER}))
    hers = replace(empty_vault, actor=Actor(ann, "Ann Lee", frozenset({Role.READER})))
    users.remember(empty_vault, laptop)
    hers.slots = empty_vault.slots
    users.remember(hers, laptop)
    empty_vault.slots = hers.slots
    place = empty_vault.place
    assert users.recall(place, laptop, ann) == users.recall(place, laptop, empty_vault.actor.uid)
    users.remove_user(empty_vault, ann)
    with pytest.raises(DeviceKeyError, match="no longer opens"):
        users.recall(place, laptop, ann)


def test_a_copy_remembers_nobody(empty_vault: Vault, tmp_path: Path, frame: Frame) -> None:
    store, uid = KeptInMind(), empty_vault.actor.uid
    lineage.export_bundle(empty_vault, tmp_path / "c.mscp", "copy")
    lineage.open_bundle(tmp_path / "c.mscp", tmp_path / "copy", frame, uid, PASSPHRASE)
    with open_with_key(tmp_path / "copy", frame, uid, empty_vault.data_key) as copy:
        with pytest.raises(ReadOnlyError):
            users.remember(copy, with_store(store))
        users.forget_here(copy, with_store(store))
    assert store.kept == {}


@pytest.mark.parametrize(
    ("configured", "trouble"),
    [
        ("keyring.backends.null.Keyring", Trouble.NULL),
        ("keyring.backends.fail.Keyring", Trouble.NONE),
        ("keyring.backends.chainer.ChainerBackend", Trouble.FOREIGN),
        ("there.is.no.Such", Trouble.NONE),
    ],
)
def test_what_is_configured_on_the_laptop_is_respected(
    configured: str, trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", configured)
    with pytest.raises(DeviceKeyError) as refused:
        DeviceKeys(system_store).keep("vault", "user", bytes(32))
    assert refused.value.trouble is trouble


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have their store")
def test_without_a_session_bus_there_is_no_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'nothing'}")
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with pytest.raises(DeviceKeyError) as refused:
        DeviceKeys().read("vault", "user")
    assert refused.value.trouble is Trouble.NONE


REAL = """
import os, signal, sys
from pathlib import Path
import secretstorage
from jeepney.bus_messages import message_bus
from mscp_desktop.foundation import users
from mscp_desktop.foundation.device_keys import DeviceKeyError, DeviceKeys, Waiting
from mscp_desktop.foundation.vault import Frame, open_vault, open_with_key

place, uid, data_key = Path(sys.argv[1]), sys.argv[2], bytes.fromhex(sys.stdin.readline())
laptop = DeviceKeys()

def recalled(laptop=laptop):
    try:
        return users.recall(place, laptop, uid) == data_key
    except DeviceKeyError as error:
        return error.trouble.value

print(recalled())
with open_with_key(place, Frame(()), uid, data_key) as vault:
    users.remember(vault, laptop)
    print(recalled())
    users.remember(vault, laptop)
    bus = secretstorage.dbus_init()
    (item,) = secretstorage.get_default_collection(bus).search_items({"username": uid})
    print(item.get_attributes()["service"] == f"MSCP Desktop {vault.pointer.vault_id}")
    secret = item.get_secret()
    item.set_secret(b"ab" * 32)
    print(recalled())
    item.set_secret(secret)
    print(recalled())
    print(users.forget_elsewhere(vault, laptop), recalled())
    print(users.forget_here(vault, laptop), recalled())
    users.remember(vault, laptop)
    daemon = bus.send_and_get_reply(message_bus.GetConnectionUnixProcessID("org.freedesktop.secrets")).body[0]
    os.kill(daemon, signal.SIGSTOP)
    print(recalled(DeviceKeys(patience=0.3)))
    os.kill(daemon, signal.SIGCONT)
    print(recalled())
    before, slots = vault.slots, len(vault.slots.slots)
    secretstorage.get_default_collection(bus).lock()
    print(recalled())
    try:
        users.remember(vault, laptop)
    except DeviceKeyError as error:
        print(error)
    print(vault.slots == before, slots)
with open_vault(place, Frame(()), uid, sys.argv[3]) as vault:
    print(vault.slots == before)
"""
STARTED = (
    'printf "%s" "$4" | gnome-keyring-daemon --unlock --components=secrets >/dev/null; exec "$1" -c "$5" "$2" "$3" "$6"'
)


@pytest.mark.skipif(
    sys.platform != "linux" or not (shutil.which("gnome-keyring-daemon") and shutil.which("dbus-run-session")),
    reason="no Secret Service daemon is installed here: apt-get install gnome-keyring dbus",
)
def test_a_real_secret_service_daemon_remembers_forgets_and_locks(closed: Any, tmp_path: Path) -> None:
    """On a bus and with a login keyring of its own; its prompt can't be shown, so what is locked stays locked."""
    homes = {"XDG_DATA_HOME": tmp_path / "data", "XDG_CONFIG_HOME": tmp_path / "config", "HOME": tmp_path}
    homes["XDG_RUNTIME_DIR"] = tmp_path / "run"
    for folder in homes.values():
        folder.mkdir(mode=0o700, exist_ok=True)
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "PYTHON_KEYRING_BACKEND", "DBUS_SESSION_BUS_ADDRESS"}
    around = {name: value for name, value in os.environ.items() if name not in hidden}
    around |= {name: str(folder) for name, folder in homes.items()}
    command = ["dbus-run-session", "--", "sh", "-c", STARTED, "sh", sys.executable, str(closed.place), closed.user_uid]
    done = subprocess.run(
        [*command, "login", REAL, PASSPHRASE], input=f"{closed.data_key.hex()}\n", env=around, capture_output=True,
        text=True, check=False, timeout=60,
    )  # fmt: skip
    refused = DeviceKeyError(Trouble.LOCKED, "kept")
    assert done.stdout.splitlines() == [
        "lost", "True", "True", "wrong", "True", "True True", "True lost", "hung", "True", "locked", str(refused),
        "True 3", "True",
    ], done.stderr  # fmt: skip
