"""Three laptops with one partnership: each act opens a place and closes it again; crashes and random walks."""

import random
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from vault_files import add_people, fresh_copy, people
from vaults import PASSPHRASE, StillClock, problems

from mscp_desktop.foundation import backups, keys, lineage, pointer
from mscp_desktop.foundation.bookkeeping import OperationRow
from mscp_desktop.foundation.bundle_file import read_manifest
from mscp_desktop.foundation.errors import ReadOnlyError, UserError, WrongPassphraseError
from mscp_desktop.foundation.pointer import State, read_pointer
from mscp_desktop.foundation.records import LineageEvent
from mscp_desktop.foundation.vault import Frame, Vault, open_with_key

FOUNDATION = str(Path(lineage.__file__).parent)


class Laptops:
    """Places that hold one partnership; each act opens a place and closes it again."""

    def __init__(self, template: Any, folder: Path, frame: Frame) -> None:
        self.template, self.folder, self.frame = template, folder, frame
        self.bundles = 0

    def at(self, name: str) -> Path:
        return self.folder / name

    def open(self, name: str, *, to_change: bool = True) -> Vault:
        user, key = self.template.user_uid, self.template.data_key
        return open_with_key(self.at(name), self.frame, user, key, to_change=to_change)

    def first(self, name: str) -> None:
        shutil.copytree(self.template.place, self.at(name))

    def edit(self, name: str, *names: str) -> None:
        with self.open(name) as vault:
            add_people(vault, *names)

    def new_file(self) -> Path:
        self.bundles += 1
        return self.folder / f"bundle-{self.bundles}.mscp"

    def hand_over(self, name: str) -> Path:
        target = self.new_file()
        with self.open(name) as vault:
            lineage.hand_over(vault, target)
        return target

    def copy_of(self, name: str) -> Path:
        target = self.new_file()
        with self.open(name, to_change=False) as vault:
            lineage.export_bundle(vault, target, "copy")
        return target

    def receive(self, name: str, bundle: Path) -> lineage.Opened:
        return lineage.open_bundle(bundle, self.at(name), self.frame, self.template.user_uid, PASSPHRASE)

    def take_back(self, name: str, reason: str = "The other laptop is lost") -> None:
        with self.open(name) as vault:
            lineage.take_back(vault, reason)

    def why_not(self, name: str) -> str | None:
        with self.open(name) as vault:
            return vault.store.read_only

    def people(self, name: str) -> list[str]:
        with self.open(name) as vault:
            assert problems(vault) == []
            return people(vault)

    def history(self, name: str) -> list[str]:
        with self.open(name, to_change=False) as vault, vault.store.reading() as session:
            return list(session.scalars(select(OperationRow.uid).order_by(OperationRow.id)))

    def steps(self, name: str) -> list[tuple[str, int, str | None]]:
        with self.open(name) as vault, vault.store.reading() as session:
            return [(one.what, one.generation, one.reason) for one in session.scalars(select(LineageEvent))]


class CrashError(BaseException):
    """What stands for a crash: nothing catches it."""


@contextmanager
def crashing_at(step: int, inside: tuple[str, ...]) -> Iterator[list[str]]:
    """Raise at the given call of a function in these modules; 0 only counts."""
    seen: list[str] = []
    files = {f"{FOUNDATION}/{name}.py" for name in inside}
    former = sys.gettrace()

    def trace(frame: Any, _event: str, _argument: object) -> None:
        code = frame.f_code
        if (
            code.co_filename in files and code.co_name != "in_words"
        ):  # a generator is also entered when it is thrown away
            seen.append(frame.f_code.co_name)
            if len(seen) == step:
                raise CrashError(seen[-1])

    sys.settrace(trace)
    try:
        yield seen
    finally:
        sys.settrace(former)


NAMES = ("one", "two", "three")
ACTS = ("edit", "edit", "pass on", "pass on", "pass on", "open", "open", "open", "write", "take back", "restore")
RETURNS = 0.7  # how often a hand-over goes back to where the last one came from


class Walk:
    """Some steps that people may take with three laptops, each held against what must never happen."""

    def __init__(self, laptops: Laptops, clock: StillClock, seed: int) -> None:
        self.laptops, self.clock, self.chance = laptops, clock, random.Random(seed)  # noqa: S311 - a test's dice
        self.files: list[Path] = []
        self.number = 0
        self.met: Counter[str] = Counter()
        self.came_from: dict[str, str] = {}
        self.alone = {"edit": self.edit, "take back": self.take_back, "write": self.save, "pass on": self.pass_on}

    def go(self, steps: int) -> None:
        for _ in range(steps):
            self.clock.move(minutes=7)
            there = [name for name in NAMES if pointer.has_vault(self.laptops.at(name))]
            name, act = self.chance.choice(there), self.chance.choice(ACTS)
            if act in self.alone:
                self.alone[act](name)
            elif files := [one for one in self.files if (read_manifest(one).purpose == "backup") == (act == "restore")]:
                (self.restore if act == "restore" else self.open)(self.chance.choice(NAMES), self.chance.choice(files))
        for name in NAMES:
            if pointer.has_vault(self.laptops.at(name)):
                self.laptops.people(name)  # every history verifies

    def take_back(self, name: str) -> None:
        if read_pointer(self.laptops.at(name)).state is State.HANDED_OVER:
            self.laptops.take_back(name)

    def save(self, name: str) -> None:
        self.write(name, self.chance.choice(["copy", "backup"]))

    def pass_on(self, name: str) -> None:
        """Hand over and open what came, mostly on the laptop that it came from."""
        if file := self.write(name, "hand over"):
            self.clock.move(minutes=7)
            others = [other for other in NAMES if other != name]
            there = self.came_from.get(name) if self.chance.random() < RETURNS else None
            there = there or self.chance.choice(others)
            self.came_from[there] = name
            self.open(there, file)

    def edit(self, name: str) -> None:
        self.number += 1
        before = self.laptops.history(name)
        with self.laptops.open(name) as vault:
            allowed = vault.store.read_only is None
            if allowed:
                add_people(vault, f"Person {self.number}")
            else:
                with pytest.raises(ReadOnlyError):
                    add_people(vault, "Nobody")
        after = self.laptops.history(name)
        assert after[: len(before)] == before
        assert len(after) == len(before) + allowed

    def write(self, name: str, how: str) -> Path | None:
        if how == "copy":
            self.files.append(self.laptops.copy_of(name))
            return self.files[-1]
        with self.laptops.open(name) as vault:
            if how == "backup":
                self.files.append(backups.back_up(vault).path)
            elif vault.store.read_only:
                return None
            else:
                self.files.append(self.laptops.new_file())
                lineage.hand_over(vault, self.files[-1])
        return self.files[-1]

    def open(self, name: str, file: Path) -> None:
        here = read_pointer(self.laptops.at(name)) if pointer.has_vault(self.laptops.at(name)) else None
        before = self.laptops.history(name) if here else []
        try:
            self.laptops.receive(name, file)
        except UserError as error:
            said = str(error)
            self.met[said[:40]] += 1
            assert "Nothing was changed" in said
            assert read_pointer(self.laptops.at(name)) == here
            assert self.laptops.history(name) == before
            return
        if here is None or here.state is State.COPY:
            self.met["opened where nothing was done"] += 1
        else:
            self.met["came back"] += 1
            assert self.laptops.history(name)[: len(before)] == before, "what is accepted continues what was there"
            assert read_pointer(self.laptops.at(name)).generation > here.generation

    def restore(self, name: str, file: Path) -> None:
        if not pointer.has_vault(self.laptops.at(name)):
            return
        here, before = read_pointer(self.laptops.at(name)), self.laptops.history(name)
        allowed = self.laptops.why_not(name) is None
        backups.restore(file, self.laptops.at(name), self.laptops.frame, self.laptops.template.user_uid, PASSPHRASE)
        now = read_pointer(self.laptops.at(name))
        assert (now.state, now.generation) == (here.state, here.generation)
        assert allowed == (self.laptops.why_not(name) is None), "restoring undoes no hand-over"
        kept = [read_manifest(one.path).operation_count for one in backups.backups_of(self.laptops.at(name))]
        assert len(before) in kept, "what stood there is in a backup"
        self.met["restored"] += 1


STEPS = ("lineage", "pointer", "copies", "bundle_file", "safe_files", "vault", "store", "schema")


def _each_step(act: Callable[[int], list[str] | None], most: int) -> int:
    """Call with step 1, 2, 3 until no crash comes, passing over some where there are more than `most`."""
    whole = act(0)
    assert whole
    stride = max(1, len(whole) // most)
    for step in range(1, len(whole) + 1, stride):
        act(step)
    return len(whole)


def crash_hand_overs(laptops: Laptops, most: int) -> int:
    """Crash at steps of a hand-over: one place works or has a way back; return how many steps there are."""
    laptops.edit("here", "Ann Lee")

    def once(step: int) -> list[str] | None:
        name = f"here-{step}"
        fresh_copy(laptops.at("here"), laptops.at(name))
        target = laptops.new_file()
        vault = laptops.open(name)
        with suppress(CrashError), crashing_at(step, STEPS) as seen:
            lineage.hand_over(vault, target)
        still = vault.store.read_only is None
        vault.close()
        works = laptops.why_not(name) is None
        assert not (works and target.exists()), f"two work, after step {step}: {seen[-1:]}"
        assert not (still and target.exists())
        if not works:
            laptops.take_back(name)
        laptops.edit(name, "Bo Diaz")
        assert laptops.people(name) == ["Ann Lee", "Bo Diaz"]
        assert not list(laptops.at(name).glob("copying-*"))
        shutil.rmtree(laptops.at(name))
        return seen

    return _each_step(once, most)


def crash_arrivals(laptops: Laptops, most: int) -> int:
    """Crash at steps of opening a bundle, and see that what was there or what came is whole."""
    laptops.edit("here", "Ann Lee")
    laptops.receive("there", laptops.hand_over("here"))
    laptops.edit("there", "Bo Diaz")
    back = laptops.hand_over("there")

    def once(step: int) -> list[str] | None:
        name = f"here-{step}"
        fresh_copy(laptops.at("here"), laptops.at(name))
        with suppress(CrashError), crashing_at(step, STEPS) as seen:
            laptops.receive(name, back)
        held = laptops.people(name)
        if laptops.why_not(name) is None:
            assert held == ["Ann Lee", "Bo Diaz"]
        else:
            assert held == ["Ann Lee"]
            laptops.receive(name, back)
        laptops.edit(name, "Cy Early")
        assert laptops.people(name) == ["Ann Lee", "Bo Diaz", "Cy Early"]
        shutil.rmtree(laptops.at(name))
        return seen

    return _each_step(once, most)


def crash_take_backs(laptops: Laptops, most: int) -> int:
    """Crash at steps of a take-back, and see that no window works on what is read-only on the disk."""
    laptops.hand_over("here")

    def once(step: int) -> list[str] | None:
        name = f"here-{step}"
        fresh_copy(laptops.at("here"), laptops.at(name))
        vault = laptops.open(name)
        with suppress(CrashError), crashing_at(step, STEPS) as seen:
            lineage.take_back(vault, "Lost")
        allowed = vault.store.read_only is None
        vault.close()
        works = laptops.why_not(name) is None
        assert works or not allowed, "a window that may write says so on disk"
        if not works:
            laptops.take_back(name)
        laptops.edit(name, "Ann Lee")
        shutil.rmtree(laptops.at(name))
        return seen

    return _each_step(once, most)


def walk_among_three(template: Any, folder: Path, seeds: range) -> Counter[str]:
    """Take a random walk for each seed, and return what was met on the way."""
    met: Counter[str] = Counter()
    for seed in seeds:
        clock, ground = StillClock(), folder / str(seed)
        ground.mkdir()
        laptops = Laptops(template, ground, Frame((), clock))
        laptops.first("one")
        walk = Walk(laptops, clock, seed)
        walk.go(14)
        met += walk.met
    return met


def skip_argon2(monkeypatch: pytest.MonkeyPatch, data_key: bytes) -> None:
    """Have the data key without the cost of Argon2id; the slots' own tests run it."""

    def quick(_slots: keys.SlotFile, _user: str, typed: str) -> bytes:
        if typed != PASSPHRASE:
            raise WrongPassphraseError("This is not the passphrase.")
        return data_key

    monkeypatch.setattr(keys, "open_with_passphrase", quick)
