"""What others made is read in a process of its own, or there first: how the desk asks, by kind of file."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from countydesk.imports.tables import Sheet, put_together
from countydesk.outside.process import read_apart

OnRows = Callable[[int], object]


def sheets_of(data: bytes, name: str, on_rows: OnRows | None = None) -> list[Sheet]:
    """The sheets of a workbook or CSV from outside, as `imports.spreadsheet.read_sheets` gives them.

    `on_rows` is told, now and then, how many rows have come; it may raise to cancel. Raises `Refused`.
    """
    rows = 0

    def look() -> None:
        if on_rows:
            on_rows(rows)

    def pieces() -> Iterable[Any]:
        nonlocal rows
        for piece in read_apart("workbook", {"name": name}, data, look):
            rows += len(piece[1]) if piece[0] == "rows" else 0
            yield piece

    return put_together(pieces())


def safe_photo(content: bytes) -> bytes:
    """A photograph from outside as it may be kept (`imports.photos.made_safe`). Raises `Refused`."""
    (safe,) = read_apart("photo", {}, content)
    return bytes(safe)


def scanned_pages(content: bytes) -> list[bytes]:
    """The pages of a PDF from outside as JPEG (`imports.scans.pages_of`). Raises `Refused`."""
    return [bytes(page) for page in read_apart("scan", {}, content)]


def rehearse_signed(data: bytes) -> None:
    """Have a package, a receipt or another signed file read apart, before it is read here.

    Whether it is believed is decided here, where keys and authorities are; that reading it neither
    hangs nor breaks the program is found out there. Raises `Refused` where it did.
    """
    _rehearse("signed", {}, data)


def rehearse_reply(data: bytes, today: date) -> bytes:
    """A file of certificates, read apart before it is read here. Raises `Refused` where that did not end."""
    return _rehearse("reply", {"today": today}, data)


def rehearse_request(data: bytes) -> bytes:
    """A request for certificates, read apart before it is read here. Raises `Refused` as above."""
    return _rehearse("request", {}, data)


def rehearse_key(data: bytes, passphrase: str) -> bytes:
    """A PKCS#12 file, which says itself how long opening it takes, opened apart first. Raises as above."""
    return _rehearse("key", {"passphrase": passphrase}, data)


def _rehearse(kind: str, options: dict[str, Any], data: bytes) -> bytes:
    for _ in read_apart(kind, options, data):
        pass
    return data
