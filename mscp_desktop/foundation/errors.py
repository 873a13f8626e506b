"""Errors are types: one for what the user can mend, one for our bugs."""


class UserError(Exception):
    """Something the user can mend; its text is the sentence they are shown.

    `field` names the field of a form by which that sentence is to stand, where it is about one.
    """

    def __init__(self, message: str = "", *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class WrongPassphraseError(UserError):
    """No slot of the named user opens with this passphrase."""


class DamagedError(UserError):
    """A file of the vault, a bundle or a backup is not what was written."""


class MissingError(UserError):
    """A file or folder that was named is not there."""


class InUseError(UserError):
    """Another window or process holds the vault."""


class ReadOnlyError(UserError):
    """A change was asked of a copy, or of a vault that was handed over."""


class NotAllowedError(UserError):
    """The user's roles do not include one that may call the operation."""


class ConflictError(UserError):
    """Something changed or came to depend on this since it was shown."""


class ChangedMeanwhileError(ConflictError):
    """What was shown before it was agreed to is no longer what would be done."""


class InternalError(Exception):
    """A promise that the program makes to itself was broken: our bug, never the user's mistake."""
