"""Promise 7: no forged, altered, replayed, missing or re-ordered month: each is refused with its reason."""

import random
import shutil
from collections.abc import Iterator
from datetime import date
from itertools import permutations
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa

from countydesk.domain.months import Month
from countydesk.services import checking, receiving
from countydesk.services.desk import open_desk
from countydesk.services.letting_in import Outcome as Became
from countydesk.sync import certificates, encryption
from countydesk.sync.package import open_package
from tests.conftest import PASSPHRASE, TestClock
from tests.faults import Outcome, county
from tests.services import area
from tests.sync import office, test_tampering
from tests.sync.county import CODE, TODAY, Signer, sealed
from tests.sync.forging import changed, opened, packed, problem, resigned, unpacked
from tests.sync.test_mutants import PARTS, Changes, contents, mutant

PROMISE = "伪造、改动、重放、缺失、次序颠倒的月报一概不收,每次都说明原因。"
MUTANTS, MUTANTS_SHORT = 10_000, 60
MONTHS = (Month(2026, 9), Month(2026, 10), Month(2026, 11))


def run(long: bool) -> Outcome:
    """Mutants of a package and of its envelope, the written attacks, and months in every wrong order."""
    with county.scratch() as place:
        key = certificates.new_key("p256")
        signer = Signer(key, certificates.self_signed(key, CODE, "共青团合水县委员会", "合水县", TODAY))
        sealed(place / "sent.xlsx", signer)
        package = (place / "sent.xlsx").read_bytes()
        mutants = list(_mutants(package, MUTANTS if long else MUTANTS_SHORT, place))
        attacks = [*_forgeries(package, place), *_lies(package, signer, place)]
        orders = list(_orders(place, long))
    tried = [*mutants, *attacks, *orders]
    figure = f"随机变造 {len(mutants)} 次,写定的攻击 {len(attacks)} 种,月份次序 {len(orders)} 种,误收 0 次"
    if failed := tried.count(False):
        figure = figure.replace("误收 0 次", f"未守住 {failed} 次")
    return Outcome(PROMISE, len(tried), failed, figure)


def _mutants(package: bytes, many: int, place: Path) -> Iterator[bool]:
    """Whatever chance changes, it is refused in a sentence, or it is the same package still."""
    chance, files = random.Random(70000), unpacked(package)
    opening = certificates.new_key("rsa")
    assert isinstance(opening, rsa.RSAPrivateKey)
    opener = office.province(opening).opener
    envelope, path = encryption.seal_for(package, [opener.certificate]), place / "a.p7m"
    path.write_bytes(envelope)
    plain, enveloped = contents(opened(place, package)), contents(open_package(path, openers=[opener]))
    for number in range(many):
        if number % 3 == 2:
            path.write_bytes(mutant(envelope, _changes(chance)))
            found = open_package(path, openers=[opener])
        elif number % 3 == 1:
            part = chance.choice(PARTS)
            found = opened(place, packed({**files, part: mutant(files[part], _changes(chance))}))
        else:
            found = opened(place, mutant(package, _changes(chance)))
        told = str(found.verdict.problem).endswith("。")
        whole = enveloped if found.verdict.encrypted else plain
        yield contents(found) == whole if found.verdict.valid else told


def _changes(chance: random.Random) -> Changes:
    return [
        (chance.random(), chance.choice("xid"), chance.randbytes(chance.randint(1, 6)))
        for _ in range(chance.randint(1, 3))
    ]


def _forgeries(package: bytes, place: Path) -> Iterator[bool]:
    """The attacks of those who have no key."""
    for forge, sentence in test_tampering.TABLE.values():
        yield problem(place, packed(forge(unpacked(package)))) == sentence


def _lies(package: bytes, signer: Signer, place: Path) -> Iterator[bool]:
    """The attacks of those who have one."""
    for lie in test_tampering.LIES:
        files = changed(unpacked(package), lie.part, lie.old.encode(), lie.new.encode())
        yield problem(place, resigned(files, signer)) == lie.sentence


def _orders(place: Path, long: bool) -> Iterator[bool]:
    """Three months brought in every order, each twice: only what fits is merged, once, and none is lost."""
    clock = TestClock()
    clock.on(date(2026, 9, 10))
    area.make(place / "area", clock, area.HESHUI)
    with area.opened(place / "area", place / "counties", clock, area.HESHUI) as made:
        packages = [made.reported(area.HESHUI, month) for month in MONTHS]
    orders = list(permutations(range(len(packages))))
    for number, order in enumerate(orders if long else orders[-1:]):
        folder = place / f"province-{number}"
        shutil.copytree(place / "area" / area.PROVINCE, folder)
        with open_desk(folder, PASSPHRASE, area.OPERATOR, clock) as desk:
            yield all(_brought(desk, packages, order)) and checking.check(desk) == []


def _brought(desk: receiving.Desk, packages: list[Path], order: tuple[int, ...]) -> Iterator[bool]:
    """Bring the months one at a time, each once more at once; a gap waits, and a replay changes nothing."""
    merged = 0
    for position in order:
        for again in (False, True):
            (one,) = receiving.receive(desk, [packages[position]])
            wanted = Became.MERGED if position == merged else Became.HELD
            if again and position < merged:
                wanted = Became.ALREADY
            yield one.outcome is wanted and (wanted is Became.MERGED or one.problem.endswith("。"))
            merged += one.outcome is Became.MERGED
