"""Pictures and scans that claim too much, hide too much, or are none."""

import zlib
from collections.abc import Iterator
from io import BytesIO

from fpdf import FPDF
from PIL import Image

from tests.faults.hostile import Hostile

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF")


def good() -> Iterator[Hostile]:
    """Photographs of every kind that is taken in, and a scanned paper."""
    picture = Image.effect_mandelbrot((400, 300), (-2, -1, 1, 1), 20).convert("RGB")
    for kind in FORMATS:
        stream = BytesIO()
        picture.save(stream, kind)
        yield Hostile("photo", f"photo.{kind.lower()}", stream.getvalue(), good=True)
    for mode in ("1", "L", "P", "RGBA", "CMYK", "I;16"):
        stream = BytesIO()
        Image.new(mode, (40, 30)).save(stream, "TIFF")
        yield Hostile("photo", f"{mode.replace(';', '')}.tiff", stream.getvalue(), good=True)
    yield Hostile("scan", "scan.pdf", scan(), good=True)


def bad() -> Iterator[Hostile]:
    """Each of these made for a reason."""
    jpeg = next(good()).data
    pictures = {
        "claimed.png": png(30_000, 30_000, b""),
        "narrow.png": png(2**31 - 1, 1, b""),
        "negative.bmp": b"BM" + bytes(12) + (40).to_bytes(4, "little") + b"\xff" * 60,
        "circle.tiff": b"II*\0\x08\0\0\0\x01\0\x00\x01\x04\0\x01\0\0\0\x08\0\0\0\x08\0\0\0",
        "text-bomb.png": png(8, 8, b"", _chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(80_000_000), 1))),
        "profile-bomb.png": png(8, 8, b"", _chunk(b"iCCP", b"k\0\0" + zlib.compress(bytes(80_000_000), 1))),
        "half.jpg": jpeg[: len(jpeg) // 2],
        "vector.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "paper.jpg": b"%PDF-1.7\n",
        "heic.jpg": b"\0\0\0\x18ftypheic" + bytes(99),
        "script.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run\n",
        "empty.jpg": b"",
        "workbook.jpg": b"PK\x05\x06" + bytes(18),
    }
    for name, data in pictures.items():
        yield Hostile("photo", name, data)
    paper = scan()
    scans = {
        "half.pdf": paper[: len(paper) // 2],
        "huge-page.pdf": paper.replace(b"595.28 841.89", b"99999999 99999"),
        "flat-page.pdf": paper.replace(b"595.28 841.89", b"595.28 000.00"),
        "no-pages.pdf": paper.replace(b"/Count 1", b"/Count 9"),
        "circle.pdf": paper.replace(b"/Kids [3 0 R", b"/Kids [1 0 R"),
        "none.pdf": b"%PDF-1.7\n",
    }
    for name, data in scans.items():
        yield Hostile("scan", name, data)


def swollen() -> Iterator[Hostile]:
    """A PNG that really has 30,000 × 30,000 pixels, all black."""
    packer = zlib.compressobj(9)
    line = bytes(1 + 30_000 // 8)
    pixels = b"".join(packer.compress(line) for _ in range(30_000)) + packer.flush()
    yield Hostile("photo", "true.png", png(30_000, 30_000, pixels))


def png(width: int, height: int, pixels: bytes, *chunks: bytes) -> bytes:
    """A PNG of one bit a pixel that claims a size."""
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x01\0\0\0\0"
    body = b"".join((_chunk(b"IHDR", head), *chunks, _chunk(b"IDAT", pixels), _chunk(b"IEND", b"")))
    return b"\x89PNG\r\n\x1a\n" + body


def scan() -> bytes:
    """A paper of one page."""
    paper = FPDF()
    paper.set_compression(False)
    paper.add_page()
    paper.set_font("Helvetica", size=20)
    paper.cell(text="621223201201019991")
    return bytes(paper.output())


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
