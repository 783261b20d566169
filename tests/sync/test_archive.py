"""A zip file has one meaning: whatever two programs could read differently is refused."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest

from countydesk.domain.problems import Refused
from countydesk.sync.archive import Archive, Limits
from tests.sync.forging import packed

FILES = {"a.xml": b"<a/>" * 50, "b/c.xml": b"<c/>"}
PLAIN = packed(FILES)
DIRECTORY = PLAIN.index(b"PK\x01\x02")
SECOND = PLAIN.index(b"PK\x03\x04", 1)
END = len(PLAIN) - 22
MANY = 64


def moved(data: bytes, at: int, insert: bytes) -> bytes:
    """Bytes put in before the directory, whose place in the end record is put right."""
    data = data[:at] + insert + data[at:]
    start = struct.pack("<L", DIRECTORY + len(insert))
    return data[:-6] + start + data[-2:]


def patched(at: int, new: bytes) -> bytes:
    return PLAIN[:at] + new + PLAIN[at + len(new) :]


LOCAL = "部件“/a.xml”的本地文件头与目录不符。"
TORN = "文件不是完整的 Excel 工作簿:结尾缺失,或结尾后有多余字节。"
SPLICED = "压缩包目录与文件不符,可能被截断或拼接。"
TABLE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", TORN),
    "no zip": (lambda: b"%PDF-1.7" * 99, TORN),
    "truncated": (lambda: PLAIN[:-9], TORN),
    "truncated before the end record": (lambda: PLAIN[: DIRECTORY + 9] + PLAIN[END:], SPLICED),
    "bytes before": (lambda: b"MZ" + PLAIN, SPLICED),
    "bytes after": (lambda: PLAIN + b"\0", TORN),
    "a comment": (lambda: PLAIN[:-2] + b"\x05\0hello", TORN),
    "two packages, one after the other": (lambda: PLAIN + PLAIN, SPLICED),
    "bytes between the entries": (
        lambda: (
            moved(PLAIN, SECOND, b"hidden")[: DIRECTORY + 6]
            + PLAIN[DIRECTORY:END].replace(
                struct.pack("<L", SECOND) + b"b/c", struct.pack("<L", SECOND + 6) + b"b/c"
            )
            + moved(PLAIN, SECOND, b"hidden")[END + 6 :]
        ),
        "部件“/b/c.xml”前有多余字节,或与另一部件重叠。",
    ),
    "bytes before the directory": (lambda: moved(PLAIN, DIRECTORY, b"hidden"), "压缩包的目录前有多余字节。"),
    "another local name": (lambda: patched(30, b"z.xml"), LOCAL),
    "another local size": (lambda: patched(22, b"\x01"), LOCAL),
    "another local checksum": (lambda: patched(14, b"\0\0\0\0"), LOCAL),
    "another local method": (lambda: patched(8, b"\0"), LOCAL),
    "another local time": (lambda: patched(10, b"\x77"), LOCAL),
    "no local signature": (lambda: patched(0, b"XX"), LOCAL),
    "encrypted": (lambda: patched(DIRECTORY + 8, b"\x01"), "部件“/a.xml”用了不允许的压缩或加密方式。"),
    "another compression": (
        lambda: patched(DIRECTORY + 10, b"\x0c"),
        "部件“/a.xml”用了不允许的压缩或加密方式。",
    ),
    "more entries than told": (lambda: patched(END + 8, b"\x01\0\x01\0"), "压缩包目录中有多余字节。"),
    "fewer entries than told": (lambda: patched(END + 8, b"\x03\0\x03\0"), "压缩包目录不完整。"),
    "a name twice": (
        lambda: packed([("a.xml", b"1"), ("a.xml", b"2")]),
        "压缩包中部件“/a.xml”重名(不分大小写)。",
    ),
    "a name twice but for case": (
        lambda: packed([("a.xml", b"1"), ("A.xml", b"2")]),
        "压缩包中部件“/a.xml”重名(不分大小写)。",
    ),
    "a way out": (lambda: packed({"../a.xml": b""}), "压缩包目录中有不允许的条目“../a.xml”。"),
    "a way in": (lambda: packed({"a/./b.xml": b""}), "压缩包目录中有不允许的条目“a/./b.xml”。"),
    "an absolute name": (lambda: packed({"/a.xml": b""}), "压缩包目录中有不允许的条目“/a.xml”。"),
    "a folder": (lambda: packed({"xl/": b""}), "压缩包目录中有不允许的条目“xl/”。"),
    "an escaped name": (lambda: packed({"a%2exml": b""}), "压缩包目录中有不允许的条目“a%2exml”。"),
    "a bomb": (
        lambda: packed({"a.xml": b"\0" * (64 << 20)}),
        "部件“/a.xml”解开后过大,疑似压缩炸弹。",
    ),
    "too many entries": (lambda: packed({f"{n}.xml": b"" for n in range(65)}), "压缩包中部件过多(65 个)。"),
}


def read_all(data: bytes) -> dict[str, bytes]:
    archive = Archive(data, Limits(), MANY)
    return {name: archive.read_large(name) for name in archive.names}


@pytest.mark.parametrize("attack", TABLE)
def test_an_ambiguous_file_is_refused_with_its_sentence(attack: str) -> None:
    forge, sentence = TABLE[attack]
    with pytest.raises(Refused) as refusal:
        read_all(forge())
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_plain_file_is_read(method: int) -> None:
    assert read_all(packed(FILES, method)) == FILES


def test_sizes_written_after_the_data_are_read() -> None:
    """As Java packs: the local header has zeroes, and a descriptor follows the data."""

    class Stream(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.data += bytes(data)  # type: ignore[call-overload]
            return len(bytes(data))  # type: ignore[call-overload]

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        for name, data in FILES.items():
            archive.writestr(name, data)
    assert read_all(bytes(stream.data)) == FILES


def entry(extra: bytes, packed_data: bytes, size: int, crc: int, method: int = 8) -> bytes:
    """A zip of one entry, every field as told."""
    facts = struct.pack("<5H3L2H", 20, 0, method, 0, 33, crc, len(packed_data), size, 1, len(extra))
    local = b"PK\x03\x04" + facts + b"a" + extra + packed_data
    listed = (
        b"PK\x01\x02" + struct.pack("<H", 20) + facts + struct.pack("<3HLL", 0, 0, 0, 0, 0) + b"a" + extra
    )
    return local + listed + b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 1, 1, len(listed), len(local), 0)


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def test_extra_fields_that_only_tell_the_time_are_let_through() -> None:
    data, crc = deflated(b"hello"), zlib.crc32(b"hello")
    time = struct.pack("<2HBL", 0x5455, 5, 1, 0)
    assert read_all(entry(time, data, 5, crc)) == {"a": b"hello"}
    for extra in (struct.pack("<2HQ", 1, 8, 5), struct.pack("<2HBL", 0x7075, 5, 1, 0), b"\0", time + b"x"):
        with pytest.raises(Refused, match=r"部件“/a”带有不允许的附加信息。"):
            read_all(entry(extra, data, 5, crc))


@pytest.mark.parametrize(
    ("data", "size", "crc"),
    [
        (deflated(b"hello") + b"hidden", 5, zlib.crc32(b"hello")),
        (deflated(b"hello")[:-1], 5, zlib.crc32(b"hello")),
        (deflated(b"hello"), 4, zlib.crc32(b"hello")),
        (deflated(b"hello"), 6, zlib.crc32(b"hello")),
        (deflated(b"hello"), 5, 0),
        (b"\xff\xff\xff", 5, 0),
        (b"", 0, 0),
    ],
)
def test_data_that_does_not_fit_its_entry_is_refused(data: bytes, size: int, crc: int) -> None:
    with pytest.raises(Refused, match="部件“/a”"):
        read_all(entry(b"", data, size, crc))


def test_a_part_that_lies_over_another_is_refused() -> None:
    """The quine bomb's way: many entries, the same bytes."""
    listed = PLAIN[DIRECTORY:END]
    first = listed[: listed.index(b"PK\x01\x02", 1)]
    twice = first + first.replace(b"a.xml", b"A.XML")
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 2, 2, len(twice), DIRECTORY, 0)
    with pytest.raises(Refused, match=r"本地文件头与目录不符|重叠"):
        read_all(PLAIN[:DIRECTORY] + twice + end)


def test_the_limits_hold() -> None:
    with pytest.raises(Refused, match="压缩包解开后过大"):
        Archive(PLAIN, Limits(total_bytes=10), MANY)
    with pytest.raises(Refused, match=r"部件“/a.xml”过大。"):
        Archive(PLAIN, Limits(small_bytes=10), MANY).read("a.xml")
    with pytest.raises(Refused, match=r"部件“/a.xml”解开后过大"):
        Archive(PLAIN, Limits(part_bytes=10), MANY).read("a.xml")
