"""The command line as a help desk runs it, in a folder of the test's own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from vaults import PASSPHRASE, StillClock

from mscp_desktop import cli
from mscp_desktop.foundation.vault import Frame

Run = Callable[..., tuple[int, str, str]]


def command_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *begins: str
) -> Run:
    """Return a function that runs one command on the folder's `vault`, and gives exit code, output and errors.

    `begins` are words that each command begins with. The passphrase stands in the folder's `passphrase.txt`.
    """
    secret = folder / "passphrase.txt"
    secret.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    monkeypatch.setattr(cli, "Frame", lambda sources: Frame(sources, StillClock()))
    monkeypatch.chdir(folder)

    def doing(*words: object, vault: Path | None = None, passphrase: object = secret) -> tuple[int, str, str]:
        arguments = [*begins, *(str(word) for word in words), "--vault", str(vault or folder / "vault")]
        if passphrase is not None:
            arguments += ["--passphrase-file", str(passphrase)]
        try:
            code = cli.main(arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return doing
