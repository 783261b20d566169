"""What others made is read in a process of its own first: both ends of the asking, by kind of file.

The reading process imports this room, so that nothing heavy may stand at its head.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from countydesk.domain.problems import Refused
from countydesk.outside.process import read_apart

if TYPE_CHECKING:
    from countydesk.imports.tables import Sheet

OnRows = Callable[[int], object]


def sheets_of(data: bytes, name: str, on_rows: OnRows | None = None) -> "list[Sheet]":
    """The sheets of a workbook or CSV from outside, as `imports.spreadsheet.read_sheets` gives them.

    `on_rows` is told, now and then, how many rows have come; it may raise to cancel. Raises `Refused`.
    """
    from countydesk.imports.tables import put_together

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


# --- the other end: what the reading process does


def serve(kind: str) -> int:
    """Be the reading process for one file of this kind; returns the exit code."""
    from countydesk.outside import confined

    return confined.serve(_READERS[kind])


def _workbook(options: dict[str, Any], data: bytes) -> Iterable[Any]:
    from countydesk.imports.spreadsheet import read_sheets
    from countydesk.imports.tables import in_pieces

    return in_pieces(read_sheets(data, options["name"]))


def _photo(_options: dict[str, Any], data: bytes) -> Iterable[Any]:
    from countydesk.imports.photos import made_safe

    return [made_safe(data)]


def _scan(_options: dict[str, Any], data: bytes) -> Iterable[Any]:
    from countydesk.imports.scans import pages_of

    return pages_of(bytes(data))


def _signed(_options: dict[str, Any], data: bytes) -> Iterable[Any]:
    from countydesk.sync import opening
    from countydesk.sync.archive import Limits

    with suppress(Refused):  # it is refused again here, by who knows what is expected
        opening.read_through(data, Limits())
    return ()


def _reply(options: dict[str, Any], data: bytes) -> Iterable[Any]:
    from countydesk.sync.authority import read_reply

    with suppress(Refused):
        read_reply(bytes(data), options["today"])
    return ()


def _request(_options: dict[str, Any], data: bytes) -> Iterable[Any]:
    from countydesk.sync.requests import read_request

    with suppress(Refused):
        read_request(bytes(data))
    return ()


def _key(options: dict[str, Any], data: bytes) -> Iterable[Any]:
    from countydesk.sync.certificates import from_pkcs12

    with suppress(Refused):
        from_pkcs12(bytes(data), options["passphrase"])
    return ()


_READERS = {
    "workbook": _workbook,
    "photo": _photo,
    "scan": _scan,
    "signed": _signed,
    "reply": _reply,
    "request": _request,
    "key": _key,
}
