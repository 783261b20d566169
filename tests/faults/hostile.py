"""Files as nobody should bring them: made by hand for a reason, and made by chance out of good ones."""

import random
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

SEED = 620000


@dataclass(frozen=True)
class Hostile:
    """A file: the reader it is meant for, its name, its bytes; `good` ones must be read, not refused."""

    kind: str
    name: str
    data: bytes
    good: bool = False


def zipped(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of parts by name."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """The parts of a zip by name."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def mutants(good: Hostile, count: int) -> Iterator[Hostile]:
    """`count` files that differ from a good one somewhere; the same ones every time.

    Every other mutant of a zip is mutated within a part and packed anew, so that it gets past the checksums.
    """
    chance = random.Random(f"{SEED} {good.name}")
    inside = unzipped(good.data) if good.data.startswith(b"PK") else {}
    for number in range(count):
        if inside and number % 2:
            part = chance.choice(sorted(inside))
            data = zipped(inside | {part: _mutated(inside[part], chance)})
        else:
            data = _mutated(good.data, chance)
        yield Hostile(good.kind, f"{number}-{good.name}", data)


def _mutated(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data or b"\0")
    for _ in range(chance.choice((1, 1, 2, 5, 30))):
        at = chance.randrange(len(changed))
        end = min(len(changed), at + chance.choice((1, 2, 4, 40, 400)))
        match chance.randrange(7):
            case 0:
                changed[at] ^= 1 << chance.randrange(8)
            case 1:
                changed[at:end] = chance.randbytes(end - at)
            case 2:
                del changed[at:end]
            case 3:
                changed[at:at] = changed[at:end] * chance.choice((1, 3, 50))
            case 4:
                changed[at:end] = b"\xff" * (end - at)
            case 5:
                changed[at:end] = chance.choice(
                    (b"<", b'"', b"&x;", b"]]>", b"-1", b"99999999999", b"\0", b"/")
                )
            case _:
                del changed[max(at, 1) :]
        changed = changed or bytearray(b"\0")
    return bytes(changed)
