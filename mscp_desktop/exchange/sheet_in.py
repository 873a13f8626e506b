"""Reads what people keep tables in: XLSX, CSV, address cards, and what is pasted from a page or a document."""

import re
from pathlib import Path

from mscp_desktop.exchange.html_in import html_sheet
from mscp_desktop.exchange.sheet import MAX_BYTES, Book, Sheet, UnreadableError
from mscp_desktop.exchange.text_in import csv_sheet, decode, pasted_sheet
from mscp_desktop.exchange.vcard_in import is_vcard, vcard_sheet
from mscp_desktop.exchange.xlsx_in import xlsx_sheets

PASTED = "What was pasted"
_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
_HTML = re.compile(r"\s*(?:<!doctype html|<html|<table|<meta|<!--)", re.IGNORECASE)
_NO_TEXT = 0.3  # share of unreadable characters above which a file is no text


def read_file(path: Path) -> Book:
    """Return the sheets of a file; raises `UnreadableError` that says what is wrong and what to do.

    What a file is shows in its content; its ending is not trusted.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableError(
                f"“{path.name}” is {size // 1024 // 1024} MB, and {MAX_BYTES // 1024 // 1024} MB is the most. Take out"
                " pictures and sheets that are not needed."
            )
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableError(
            f"“{path.name}” can't be read: {error.strerror or 'the disk refused it'}. Close it elsewhere and try again."
        ) from error
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str) -> Book:
    """Return the sheets in a file's content, as `read_file` does."""
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableError(f"“{name}” is empty.")
    if data.startswith(_ZIP):
        return _book(name, xlsx_sheets(data, name))
    if data.startswith(_OLE):
        raise UnreadableError(
            f"“{name}” is an old Excel file, or has a password. Save it as XLSX without a password, and choose that."
        )
    if data.startswith(_PDF):
        raise UnreadableError(f"“{name}” is a PDF. Copy its table and paste it here, or choose the file it came from.")
    text = decode(data)
    if is_vcard(text):
        return _book(name, [vcard_sheet(data, name)])
    if _HTML.match(text):
        return _book(name, [html_sheet(text, name)])
    strange = sum(letter == "\ufffd" or (letter < " " and letter not in "\t\r\n\f") for letter in text[:20_000])
    if strange > _NO_TEXT * min(len(text), 20_000):
        raise UnreadableError(f"“{name}” is no table that can be read. Choose an XLSX, CSV or vCard file.")
    return _book(name, [csv_sheet(data, name)])


def read_pasted(text: str, html: str = "") -> Book:
    """Return the rows on the clipboard: of its HTML where that has a table, else of its text."""
    if is_vcard(text):
        return _book(PASTED, [vcard_sheet(text.encode(), PASTED)])
    if max(len(text), len(html)) > MAX_BYTES:
        raise UnreadableError("What was pasted is too large. Save it as a file and choose that.")
    if re.search(r"<table\b", html, re.IGNORECASE):
        return _book(PASTED, [html_sheet(html, PASTED)])
    return _book(PASTED, [pasted_sheet(text, PASTED)])


def _book(name: str, sheets: list[Sheet]) -> Book:
    if not any(sheet.rows for sheet in sheets):
        raise UnreadableError(f"“{name}” holds no rows.")
    return Book(name, tuple(sheets))
