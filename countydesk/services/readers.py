"""The reading process: what it does with each kind of file, importing what that kind needs and no more."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from countydesk.domain.problems import Refused
from countydesk.outside import confined


def serve(kind: str) -> int:
    """Be the reading process for one file of this kind; returns the exit code."""
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
