"""Promise 9: a lost laptop reveals nothing: what was planted is searched for in every file that is left."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from countydesk.services import checking
from countydesk.services.desk import open_desk
from tests.conftest import PASSPHRASE
from tests.faults import Outcome, county
from tests.faults.planting import PLANTED

PROMISE = "电脑丢失不泄密:姓名、证件号、卡号、住址在程序留下的每个文件里都搜不到,强行中止之后也是。"
KILLS, KILLS_SHORT = 200, 1
ENCODINGS = ("utf-8", "utf-16-le", "gb18030")
ESCAPED = tuple(json.dumps(word)[1:-1].encode() for word in PLANTED)
NEEDLES = {word.encode(encoding) for word in PLANTED for encoding in ENCODINGS} | set(ESCAPED)


def run(long: bool) -> Outcome:
    """Kill the program at random moments of its work, and search all that it wrote."""
    chance, hits, searched, rounds = random.Random(90000), 0, 0, 0
    kills = KILLS if long else KILLS_SHORT
    with county.scratch() as place:
        desk = county.make(place)
        out, homes = place / "out", {name: place / name for name in ("TMPDIR", "COUNTYDESK_HOME")}
        for folder in (out, *homes.values()):
            folder.mkdir()
        for _ in range(kills):
            rounds += killed(desk, out, homes, chance.randint(1, 3), chance.uniform(0, 0.4))
            found = list(left([desk, *homes.values()]))
            searched += len(found)
            hits += sum(1 for path in found if _reveals(path))
        with open_desk(desk, PASSPHRASE, "王海") as opened:
            damage = checking.check(opened)
        blind = not any(_reveals(path) for path in left([_plain(place, desk)]))
    failed = hits + len(damage) + blind
    state = "".join(damage) or "台账完好"
    figure = f"强行中止 {kills} 次,其间办理 {rounds} 轮,搜过 {searched} 个文件,命中 {hits} 处;{state}"
    return Outcome(PROMISE, kills + 2, failed, figure)


def killed(desk: Path, out: Path, homes: dict[str, Path], rounds: int, seconds: float) -> int:
    """Have the program work so many rounds and so long into the next, then kill it; returns the rounds."""
    environment = os.environ | {name: str(path) for name, path in homes.items()}
    command = [sys.executable, "-m", "tests.faults.planting", str(desk), str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as program:
        assert program.stdout is not None
        told = [program.stdout.readline() for _ in range(rounds + 1)]
        if told[-1] != f"{rounds}\n":
            raise RuntimeError("the program ended by itself")
        time.sleep(seconds)  # at whatever moment of its work
        program.kill()
        return rounds + len(program.stdout.read().split())


def left(folders: list[Path]) -> Iterator[Path]:
    """Every file that lies there."""
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file())


def _reveals(path: Path) -> bool:
    content = path.read_bytes()
    return any(needle in content or needle in path.name.encode() for needle in NEEDLES)


def _plain(place: Path, desk: Path) -> Path:
    """The same data in the clear: a search that finds nothing there would prove nothing."""
    folder = place / "plain"
    folder.mkdir()
    with open_desk(desk, PASSPHRASE, "王海") as opened, opened.read() as connection:
        rows = connection.exec_driver_sql("SELECT name, citizen_id, bank_card FROM beneficiary").all()
    (folder / "rows.txt").write_text("\n".join(map(str, rows)), "utf-8")
    return folder
