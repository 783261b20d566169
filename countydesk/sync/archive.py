"""The zip container, read strictly: every byte has one meaning, or the file is refused."""

import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from countydesk.domain.problems import Refused

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_STORED, _DEFLATED = 0, 8
_DESCRIPTOR_FLAG = 0x0008
# Deflate levels, sizes after the data, names in UTF-8; anything else (encryption, patches) is refused.
_ALLOWED_FLAGS = 0x0006 | _DESCRIPTOR_FLAG | 0x0800
# Times and owners, which packing programs add; all other extra fields could change what is read.
_HARMLESS_EXTRAS = frozenset({0x5455, 0x7875, 0x000A})
_NAME = re.compile(r"(?!.*(?:^|/)\.{1,2}(?:/|$))(?:[0-9A-Za-z_.\[\]-]+/)*[0-9A-Za-z_.\[\]-]+")
_STEP = 1 << 18


@dataclass(frozen=True)
class Limits:
    """What a package may need to be read, in bytes; more is taken for an attack."""

    file_bytes: int = 512 << 20
    part_bytes: int = 1 << 30  # one part, inflated
    total_bytes: int = 2 << 30  # all parts, inflated
    small_bytes: int = 4 << 20  # a part that is read as a whole: structure, signature, cover
    ratio: int = 250  # inflated over packed
    free_bytes: int = 1 << 20  # below this size the ratio does not matter
    entries: int = 64
    photos: int = 20_000


@dataclass(frozen=True)
class _Entry:
    name: str
    method: int
    crc: int
    packed: int
    size: int
    header: int  # where its local header begins
    start: int  # where its data begins
    end: int  # where its data ends, the descriptor included


class Archive:
    """A zip file in memory whose structure has been checked.

    Takes the bytes, the limits, and how many entries it may have. Raises `Refused` for whatever two
    programs could read differently: names that are alike but for case, bytes before, between or after
    the entries, a local header unlike the directory, a bomb.
    """

    def __init__(self, data: bytes, limits: Limits, entries: int) -> None:
        self._data, self._limits = memoryview(data), limits
        found = self._directory(entries)
        self._tile(found)
        names = Counter(entry.name.lower() for entry in found)
        if len(names) < len(found):
            raise Refused(f"压缩包中部件“/{names.most_common(1)[0][0]}”重名(不分大小写)。")
        if sum(entry.size for entry in found) > limits.total_bytes:
            raise Refused("压缩包解开后过大,疑似压缩炸弹。")
        self._entries = {entry.name: entry for entry in found}

    @property
    def names(self) -> tuple[str, ...]:
        """The entries' names in the order of the directory."""
        return tuple(self._entries)

    def read(self, name: str) -> bytes:
        """The bytes of a small entry. Raises `Refused` if it is too large to be one, or damaged."""
        if self._entries[name].size > self._limits.small_bytes:
            raise Refused(f"部件“/{name}”过大。")
        return b"".join(self.chunks(name))

    def read_large(self, name: str) -> bytes:
        """The bytes of an entry of any size within the limits. Raises `Refused` if it is damaged."""
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of an entry, inflated piece by piece.

        Raises `Refused` as soon as they exceed the declared size or the limits, or do not fit the checksum.
        """
        entry, limits = self._entries[name], self._limits
        allowed = max(limits.free_bytes, limits.ratio * entry.packed)
        size = crc = 0
        for piece in self._pieces(entry):
            size, crc = size + len(piece), zlib.crc32(piece, crc)
            if size > min(allowed, limits.part_bytes):
                raise Refused(f"部件“/{name}”解开后过大,疑似压缩炸弹。")
            if size > entry.size:
                break
            yield piece
        if size != entry.size or crc != entry.crc:
            raise Refused(f"部件“/{name}”已损坏(长度或校验和不符)。")

    def _pieces(self, entry: _Entry) -> Iterator[bytes]:
        packed = self._data[entry.start : entry.start + entry.packed]
        if entry.method == _STORED:
            for at in range(0, len(packed), _STEP):
                yield bytes(packed[at : at + _STEP])
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        at = 0
        try:
            while not inflater.eof:
                rest = inflater.unconsumed_tail
                if not rest:
                    rest, at = bytes(packed[at : at + _STEP]), at + _STEP
                piece = inflater.decompress(rest, _STEP)
                if not piece and not rest:
                    break
                yield piece
        except zlib.error:
            raise Refused(f"部件“/{entry.name}”已损坏(无法解压)。") from None
        # The packed bytes must end where the stream ends, or something hides behind it.
        if not inflater.eof or inflater.unused_data or at < len(packed):
            raise Refused(f"部件“/{entry.name}”的压缩数据不完整或有多余字节。")

    def _directory(self, most: int) -> list[_Entry]:
        data = self._data
        at = len(data) - _END.size
        if at < 0 or bytes(data[at : at + 4]) != b"PK\x05\x06":
            raise Refused("文件不是完整的 Excel 工作簿:结尾缺失,或结尾后有多余字节。")
        _, disk, first_disk, here, count, size, offset, comment = _END.unpack_from(data, at)
        if disk or first_disk or comment or here != count or offset + size != at:
            raise Refused("压缩包目录与文件不符,可能被截断或拼接。")
        if count > most:
            raise Refused(f"压缩包中部件过多({count} 个)。")
        found = []
        for _ in range(count):
            entry, offset = self._entry(offset, at)
            found.append(entry)
        if offset != at:
            raise Refused("压缩包目录中有多余字节。")
        return found

    def _entry(self, offset: int, end: int) -> tuple[_Entry, int]:
        """The directory's entry at `offset`, compared with its local header, and where the next begins."""
        data = self._data
        if offset + _CENTRAL.size > end:
            raise Refused("压缩包目录不完整。")
        record = _CENTRAL.unpack_from(data, offset)
        signature, _, _, flags, method, time, day, crc, packed, size, named, extra, comment, *rest = record
        disk, _, _, header = rest
        raw = bytes(data[offset + _CENTRAL.size : offset + _CENTRAL.size + named])
        name = raw.decode("latin-1")
        if signature != b"PK\x01\x02" or comment or disk or not _NAME.fullmatch(name):
            raise Refused(f"压缩包目录中有不允许的条目“{name[:80]}”。")
        if flags & ~_ALLOWED_FLAGS or method not in (_STORED, _DEFLATED):
            raise Refused(f"部件“/{name}”用了不允许的压缩或加密方式。")
        after = offset + _CENTRAL.size + named + extra
        self._extras(name, after - extra, min(after, end))
        later = bool(flags & _DESCRIPTOR_FLAG)
        sizes = (0, 0, 0) if later else (crc, packed, size)
        start = header + _LOCAL.size + named
        if (method == _STORED and (later or packed != size)) or start > len(data):
            raise Refused(f"部件“/{name}”的本地文件头与目录不符。")
        local = _LOCAL.unpack_from(data, header)
        if (local[0], *local[2:10]) != (b"PK\x03\x04", flags, method, time, day, *sizes, named) or bytes(
            data[start - named : start]
        ) != raw:
            raise Refused(f"部件“/{name}”的本地文件头与目录不符。")
        self._extras(name, start, start + local[10])
        start += local[10]
        stop = start + packed
        if later:
            stop = self._descriptor(name, stop, (crc, packed, size))
        return _Entry(name, method, crc, packed, size, header, start, stop), after

    def _extras(self, name: str, at: int, end: int) -> None:
        while at + 4 <= end:
            kind, length = struct.unpack_from("<2H", self._data, at) if at + 4 <= len(self._data) else (0, 0)
            if kind not in _HARMLESS_EXTRAS:
                break
            at += 4 + length
        if at != end:
            raise Refused(f"部件“/{name}”带有不允许的附加信息。")

    def _descriptor(self, name: str, at: int, expected: tuple[int, int, int]) -> int:
        """Where the sizes written after the data end."""
        packed = struct.pack("<3L", *expected)
        for prefix in (b"PK\x07\x08", b""):
            if bytes(self._data[at : at + len(prefix) + 12]) == prefix + packed:
                return at + len(prefix) + 12
        raise Refused(f"部件“/{name}”的本地文件头与目录不符。")

    def _tile(self, found: list[_Entry]) -> None:
        """Entries must follow each other without gap or overlap, from the first byte to the directory."""
        _, _, _, _, _, _, directory, _ = _END.unpack_from(self._data, len(self._data) - _END.size)
        at = 0
        for entry in sorted(found, key=lambda entry: entry.header):
            if entry.header != at:
                raise Refused(f"部件“/{entry.name}”前有多余字节,或与另一部件重叠。")
            at = entry.end
        if at != directory:
            raise Refused("压缩包的目录前有多余字节。")
