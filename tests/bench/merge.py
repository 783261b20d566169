"""The counties' rows merged into the province's PostgreSQL, over COPY of the same rows.

`python3 dev.py bench merge`; COUNTIES, CHILDREN and TERMS in the environment make it larger.
"""

import os
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, make_url

from countydesk.domain.months import Term
from countydesk.export.workbook import write_table
from countydesk.services import carrying, disbursements, drawing, setup, taking_in
from countydesk.services.made_up import COLUMNS, Mix, ledger_rows
from countydesk.services.places import regions
from countydesk.storage import merging, migrations
from countydesk.storage.database import open_server
from tests import server
from tests.conftest import TestClock

COUNTIES = int(os.environ.get("COUNTIES", "86"))
CHILDREN = int(os.environ.get("CHILDREN", "40"))
TERMS = int(os.environ.get("TERMS", "6"))
COUNTY = "621024"
GOAL = 3.0
Rows = list[tuple[Any, list[tuple[Any, ...]]]]


def run() -> None:
    """Make one county by the services, write it as each of the counties, then COPY what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        rows = _county(Path(folder))
    merged, copied = server.new_database(), server.new_database()
    try:
        engine, bare = (open_server(make_url(url)) for url in (merged, copied))
        for each in (engine, bare):
            migrations.upgrade(each)
        before = _peak()
        ours = _merge(engine, rows)
        grown = _peak() - before
        floor, lines = _copy(engine, bare)
        engine.dispose()
        bare.dispose()
    finally:
        server.drop(merged)
        server.drop(copied)
    carried = sum(len(of) for _, of in rows) * COUNTIES
    verdict = "ok" if ours <= GOAL * floor else "over the goal"
    print(f"{COUNTIES} counties × {CHILDREN} children × {TERMS} terms: {carried} rows carried, {lines} kept")
    print(f"merged {ours:.1f} s over COPY {floor:.1f} s = {ours / floor:.2f} (goal {GOAL}) {verdict}")
    print(f"memory grew by {grown} MB while merging", flush=True)


def _county(folder: Path) -> Rows:
    """What a county's package carries, after so many half years of payments."""
    clock = TestClock()
    with setup.create_desk(
        folder / "desk", COUNTY, "县", [setup.NewOperator("王海", "bench", any_passphrase=True)], clock
    ) as desk:
        setup.change_settings(desk, "一人办公", four_eyes=False)
        workbook = folder / "台账.xlsx"
        write_table(
            workbook, "台账", COLUMNS, ledger_rows(Mix(CHILDREN // 3, CHILDREN - CHILDREN // 3), desk.today)
        )
        taking_in.accept(desk, taking_in.preview(desk, workbook, as_of=desk.today))
        for n in range(TERMS):
            term = Term(2026 + (n + 1) // 2, "autumn" if n % 2 == 0 else "spring")
            clock.on(date(2026 + (n + 1) // 2, 10 if n % 2 == 0 else 4, 15))
            number = drawing.draw(desk, term).number
            disbursements.check(desk, number)
            disbursements.approve(desk, number)
            number = disbursements.lock_for_printing(desk, number).number
            disbursements.pay(desk, number)
            disbursements.sign(desk, number)
            disbursements.settle(desk, number)
        with desk.read() as connection:
            return [(how, list(carrying.held_rows(connection, how, COUNTY))) for how in carrying.SHEETS]


def _merge(engine: Engine, rows: Rows) -> float:
    begun = time.perf_counter()
    for office in _offices():
        with engine.begin() as connection:
            for how, county in rows:
                at = list(how.record.model_fields).index("office_code")
                own = ((*row[:at], office, *row[at + 1 :]) for row in county)
                merging.write_new(connection, how, own)
    return time.perf_counter() - begun


def _offices() -> Iterator[str]:
    codes = [code for code in sorted(regions().divisions) if not code.endswith("00")]
    yield from codes[:COUNTIES]


def _copy(engine: Engine, bare: Engine) -> tuple[float, int]:
    """Seconds and rows: every table of the one database into the other, referred-to tables first."""
    tables = [*(how.table.name for how in carrying.SHEETS), "search_token"]
    spent, lines = 0.0, 0
    with engine.connect() as source, bare.begin() as target:
        give, take = (each.connection.driver_connection for each in (source, target))
        assert give is not None and take is not None
        for table in tables:
            with give.cursor().copy(f"COPY (SELECT * FROM {table}) TO STDOUT") as out:
                blocks = [bytes(block) for block in out]
            begun = time.perf_counter()
            cursor = take.cursor()
            with cursor.copy(f"COPY {table} FROM STDIN") as into:
                for block in blocks:
                    into.write(block)
            spent += time.perf_counter() - begun
            lines += cursor.rowcount
    return spent, lines


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
