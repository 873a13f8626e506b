"""Password stores of every kind that a laptop can have, as backends of `keyring` would be."""

import threading

from keyring.errors import KeyringLocked, PasswordSetError


class KeptInMind:
    """A store that works."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Failing(KeptInMind):
    """It answers with a failure, as `keyring` passes it on."""

    def failure(self) -> Exception:
        raise NotImplementedError

    def get_password(self, *_: str) -> str | None:
        raise self.failure()

    set_password = delete_password = get_password  # type: ignore[assignment]


class Absent(Failing):
    """None can be reached."""

    def failure(self) -> Exception:
        return RuntimeError("The Secret Service daemon is neither running nor activatable through D-Bus")


class Null(KeptInMind):
    """It drops what it is given and says nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Locked(Failing):
    """Its owner does not unlock it."""

    def failure(self) -> Exception:
        return KeyringLocked("Failed to unlock the collection!")


class Denied(KeptInMind):
    """It refuses to keep, with the secret in its words."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise PasswordSetError(f"can't keep {password} of {username} for {service}")


class Garbled(KeptInMind):
    """It gives back something else than what it was given."""

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = "00" + password[2:-2] + "zz"


class Hung(KeptInMind):
    """It never answers, until a test lets it go."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Event()
        self.free = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.set()
        self.free.wait()
        return super().get_password(service, username)
