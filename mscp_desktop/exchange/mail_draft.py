"""An e-mail that is begun here and sent with the office's own program."""

from collections.abc import Iterable
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP


def address_of(name: str, email: str) -> Address | None:
    """Return somebody's address; None where it is none that can be written to."""
    try:
        return Address(display_name=" ".join(name.split()), addr_spec=email.strip())
    except (MessageError, ValueError, IndexError):  # what the parser raises for "a@" and worse
        return None


def draft(
    to: Iterable[Address],
    subject: str,
    body: str = "",
    copied: Iterable[Address] = (),
    attached: Iterable[tuple[str, str, bytes]] = (),
    sender: Address | None = None,
) -> bytes:
    """Return a message as an .eml file; the header makes Outlook open it as one that is still to be sent.

    `attached` are files: name, type ("application/pdf") and bytes. Without a `sender` it is from whoever sends it.
    """
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    message["Subject"] = " ".join(subject.split())
    for name, people in (("From", () if sender is None else (sender,)), ("To", tuple(to)), ("Cc", tuple(copied))):
        if people:
            message[name] = people
    message.set_content(body)
    for name, kind, data in attached:
        main, _, sub = kind.partition("/")
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()
