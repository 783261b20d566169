"""Promise 12: a photograph that was taken in says nothing of its place, whatever its file said."""

import io
import re
import struct
import sys
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.domain.visits import Visit
from countydesk.imports.photos import made_safe
from countydesk.services import beneficiaries, child_file, closing, papers, photos, sending, visits
from countydesk.services.desk import Desk
from countydesk.sync import package
from tests.conftest import PASSPHRASE, TestClock
from tests.faults import Outcome, county
from tests.faults.hostile import Hostile, mutants

PROMISE = "照片不带位置:收下的照片里没有 EXIF、XMP、IPTC、注释、缩略图和任何附带的字,发出的包和纸上也没有。"
PLACE = "35.8123N107.9456E-MARK"
MARK = PLACE.encode()
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>{PLACE}</exif:GPSLatitude></x:xmpmeta>'.encode()
GPS, ORIENTATION, MAKER, DESCRIPTION = 0x8825, 0x0112, 0x010F, 0x010E
SEGMENTS = {0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDA}  # JFIF, tables and the picture: what a bare JPEG is made of


def run(long: bool) -> Outcome:
    """Take in photographs that say where they were taken in every way there is, and look for the words."""
    with county.scratch() as folder:
        clock = TestClock()
        with county.copy_of(county.make(folder), clock) as desk:
            kept, files = brought_to(desk, folder, long)
    said = [f"{name}: {what}" for name, jpeg in kept for what in beside(jpeg)]
    said += [f"{path}: the place" for path, data in files for place in told(data) if place]
    found, tried = said, len(kept) + len(files)
    if long:
        mutated = list(_mutants())
        found += [f"mutant {number}: {what}" for number, jpeg in enumerate(mutated) for what in beside(jpeg)]
        tried += len(mutated)
    if not all(MARK in data for _, data in planted()):
        found.append("nothing was planted")
    for what in found:
        print(what, file=sys.stderr)
    ways = len(list(planted()))
    return Outcome(PROMISE, tried, len(found), f"{ways} 种藏法,{tried} 张照片和文件,找到位置 {len(found)} 处")


def brought_to(
    desk: Desk, folder: Path, long: bool
) -> tuple[list[tuple[str, bytes]], list[tuple[str, bytes]]]:
    """Photographs brought to a visit: as they are kept, and the files that go out with them."""
    child = beneficiaries.listing(desk, limit=1)[0].id
    kept = []
    for number, (name, data) in enumerate(planted()):
        path = folder / name
        path.write_bytes(data)
        held = photos.take_in(desk, path)
        kept.append((name, held.content))
        visit = Visit(
            office_code=desk.office.code,
            id=desk.new_id(),
            beneficiary_id=child,
            day=desk.today - timedelta(days=number % 9),
            visitors="李明、赵芳",
            findings="家里尚好。",
        )
        visits.record(desk, visit, [held if number % 2 else data])
    stored = [path.name for path in (desk.folder / "photos").rglob("*") if path.is_file()]
    kept += [(digest, desk.photos.get(digest)) for digest in stored]
    drawn = papers.save(child_file.file_paper(desk, child), folder) if long else None
    desk.operator = desk.operator_named("王海")
    closing.close(desk, Month(2026, 10))
    sent = sending.send(desk, Month(2026, 10), folder, PASSPHRASE, with_photos=True).path
    kept += list(package.open_package(sent).photos())
    return kept, [(path.name, path.read_bytes()) for path in (sent, drawn) if path]


def beside(jpeg: bytes) -> list[str]:
    """What a kept photograph holds besides the picture."""
    found = ["the place"] if MARK in jpeg or b"GPS" in jpeg or b"Exif" in jpeg else []
    at = 2
    while jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        if jpeg[at + 1] not in SEGMENTS:
            found.append(f"segment {jpeg[at + 1]:x}")
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    if jpeg.count(b"\xff\xd8\xff") != 1 or not jpeg.endswith(b"\xff\xd9") or b"\xff\xd9" in jpeg[:-2]:
        found.append("bytes behind the picture, or another within")
    with Image.open(io.BytesIO(jpeg)) as picture:
        if picture.getexif() or {"comment", "exif", "xmp", "photoshop", "icc_profile"} & picture.info.keys():
            found.append(f"{sorted(picture.info)}")
    return found


def told(data: bytes) -> Iterator[bool]:
    """Whether a file that goes out holds the place, packed or not."""
    yield MARK in data
    for at in (found.start() for found in re.finditer(rb"stream\r?\n", data)):
        try:
            yield MARK in zlib.decompressobj().decompress(data[at:].split(b"\n", 1)[1])
        except zlib.error:
            continue


def planted() -> Iterator[tuple[str, bytes]]:
    """A photograph for each way in which a file can say where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER], exif[DESCRIPTION] = 6, PLACE, PLACE
    exif.get_ifd(GPS).update({1: "N", 2: (35.0, 48.0, 44.28), 3: "E", 4: (107.0, 56.0, 44.16), 29: PLACE})
    text, zipped = PngInfo(), PngInfo()
    text.add_text("Location", PLACE)
    text.add_itxt("XML:com.adobe.xmp", XMP.decode())
    zipped.add(b"zTXt", b"Location\0\0" + zlib.compress(MARK, 0))
    jpeg = _saved("JPEG")
    yield "exif.jpg", _saved("JPEG", exif=exif)
    yield "comment.jpg", _saved("JPEG", comment=MARK)
    yield "xmp.jpg", _with(jpeg, 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)
    yield "iptc.jpg", _with(jpeg, 0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + _iptc())
    yield "profile.jpg", _saved("JPEG", icc_profile=MARK * 4)
    yield "thumbnail.jpg", _with(jpeg, 0xE1, b"Exif\0\0" + _thumbnail(_with(_saved("JPEG", 16), 0xFE, MARK)))
    yield "maker.jpg", _with(jpeg, 0xEF, MARK * 50)
    yield "behind.jpg", jpeg + b"ftypmp42" + MARK * 50
    yield "behind-other.jpg", jpeg + _saved("JPEG", comment=MARK)
    yield "text.png", _saved("PNG", pnginfo=text)
    yield "packed.png", _saved("PNG", pnginfo=zipped)
    yield "exif.png", _saved("PNG", exif=exif)
    yield "behind.png", _saved("PNG") + MARK
    yield "exif.webp", _saved("WEBP", exif=exif, xmp=XMP)
    yield "tags.tiff", _saved("TIFF", exif=exif, tiffinfo={700: XMP, 270: PLACE})
    yield "comment.gif", _saved("GIF", comment=MARK)
    yield "behind.bmp", _saved("BMP") + MARK


def _saved(kind: str, size: int = 640, **more: object) -> bytes:
    picture = Image.linear_gradient("L").resize((size, size * 3 // 4)).convert("RGB")
    stream = io.BytesIO()
    picture.save(stream, kind, **more)
    return stream.getvalue()


def _with(jpeg: bytes, marker: int, content: bytes) -> bytes:
    """A JPEG with one more segment at its head."""
    return jpeg[:2] + b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content + jpeg[2:]


def _iptc() -> bytes:
    city = b"\x1c\x02\x5a" + struct.pack(">H", len(MARK)) + MARK
    return struct.pack(">L", len(city)) + city + b"\0" * (len(city) % 2)


def _thumbnail(jpeg: bytes) -> bytes:
    """An EXIF block whose second directory is a small picture."""
    first = b"II*\0\x08\0\0\0" + b"\0\0" + struct.pack("<L", 14)
    tags = ((0x0201, 14 + 2 + 24 + 4), (0x0202, len(jpeg)))
    entries = b"".join(struct.pack("<HHLL", tag, 4, 1, value) for tag, value in tags)
    return first + b"\x02\0" + entries + b"\0\0\0\0" + jpeg


def _mutants() -> Iterator[bytes]:
    """What is kept of planted photographs that were also damaged, as far as they are taken in."""
    for name, data in planted():
        for one in mutants(Hostile("photo", name, data), 60):
            try:
                yield made_safe(one.data)
            except Refused:
                continue
