"""A scanned paper from outside, as PDF: only the looks of its pages are taken, never the file."""

import io
from collections.abc import Iterator

import pypdfium2

from countydesk.domain.problems import Refused

MARK = b"%PDF-"
PAGES_AT_MOST = 30
LONGEST_SIDE = 1280  # pixels, as photographs have it; an A4 page at 110 dots an inch


def is_pdf(content: bytes) -> bool:
    """Whether a file says that it is a PDF."""
    return MARK in content[:1024]


def pages_of(content: bytes) -> Iterator[bytes]:
    """The pages of a PDF as JPEG, one by one. Raises `Refused` for one that cannot be read or is too long."""
    try:
        with pypdfium2.PdfDocument(content) as document:
            if len(document) > PAGES_AT_MOST:
                raise Refused(f"这个 PDF 有 {len(document)} 页,一次最多 {PAGES_AT_MOST} 页,请拆开后添加。")
            for index in range(len(document)):
                yield _drawn(document[index])
    except pypdfium2.PdfiumError as fault:
        raise Refused("这个 PDF 打不开(可能已损坏或设了密码),请重新扫描或另存后再试。") from fault


def _drawn(page: pypdfium2.PdfPage) -> bytes:
    scale = LONGEST_SIDE / max(page.get_size())
    bitmap = page.render(scale=scale)
    out = io.BytesIO()
    bitmap.to_pil().convert("RGB").save(out, "JPEG", quality=82)
    bitmap.close()
    page.close()
    return out.getvalue()
