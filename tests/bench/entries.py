"""A keystroke of search, a window, sums and a bulletin of 200,000 entries, over the bare SQL of the same."""

import random
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, text

from countydesk.domain.catalogue import Ledger
from countydesk.domain.entries import Entry
from countydesk.domain.months import Month
from countydesk.domain.offices import Level
from countydesk.domain.reckoning import Span
from countydesk.services import bulletin, entries, setup
from countydesk.services.desk import Desk
from countydesk.services.entries import Wanted
from countydesk.services.made_up import TOWNSHIPS
from countydesk.services.places import regions
from countydesk.storage import entries as stored
from countydesk.storage import words
from countydesk.storage.entries import ENTRIES
from tests.bench.ratios import compare, seconds

ROWS = 200_000
GOAL = 1.5
TYPED = ("百", "百合", "百合 西华池", "青年联盟", "电商服务中心", "2020")
NAMES = (
    "专场直播",
    "百合义卖",
    "苹果促销",
    "产销对接会",
    "青年创业联盟培训",
    "电商服务中心开放日",
    "返乡座谈",
)
FIRST = date(2018, 1, 1)
EIGHT_YEARS = Span(Month(2018, 1), Month(2026, 12))
SALES = Wanted(programme="live_sales", kind="broadcast")


def run() -> None:
    """Make the desk by raw inserts (recording itself is not what is timed), type, and add up."""
    with tempfile.TemporaryDirectory() as folder:
        people = [setup.NewOperator("李明", "bench", any_passphrase=True)]
        with setup.create_desk(
            Path(folder) / "desk", "620000", "省", people, datetime.now().astimezone
        ) as desk:
            print(f"{ROWS} entries made findable in {seconds(lambda: _fill(desk)):.0f} s", flush=True)
            for typed in TYPED:
                number = entries.summary(desk, Wanted(typed=typed)).entries
                compare(
                    f"search “{typed}” ({number} found)",
                    lambda typed=typed: entries.lines(desk, Wanted(typed=typed), limit=100),  # type: ignore[misc]
                    lambda typed=typed: _bare(desk, typed),  # type: ignore[misc]
                    GOAL,
                )
            compare(
                "a window in the middle of a ledger",
                lambda: entries.lines(desk, Wanted(ledger=Ledger.ACTIVITY), offset=ROWS // 2, limit=100),
                lambda: _bare(desk, "", ROWS // 2),
                GOAL,
            )
            compare("the sums of a kind", lambda: entries.summary(desk, SALES), lambda: _sums(desk), GOAL)
            compare("a bulletin", lambda: bulletin.compose(desk, EIGHT_YEARS), lambda: _figures(desk), GOAL)


def _fill(desk: Desk) -> None:
    chance = random.Random(1)
    offices = regions().counties()
    with desk.work() as work:
        for start in range(0, ROWS, 5000):
            some = [_entry(desk, chance, offices) for _ in range(start, start + 5000)]
            work.connection.execute(ENTRIES.insert(), [entry.model_dump() for entry in some])
            stored.index(work.connection, some)
        work.commit()


def _entry(desk: Desk, chance: random.Random, offices: list[str]) -> Entry:
    sales = chance.random() < 0.5
    return Entry(
        office_code=chance.choice(offices),
        id=desk.new_id(),
        ledger=Ledger.ACTIVITY,
        programme="live_sales" if sales else "study_general",
        kind="broadcast" if sales else "activity",
        name=f"{chance.randint(2018, 2026)}年{chance.choice(TOWNSHIPS)}{chance.choice(NAMES)}",
        level=Level.COUNTY,
        first_day=FIRST + timedelta(days=chance.randrange(3000)),
        place=chance.choice(TOWNSHIPS),
        organisers="共青团合水县委员会、县商务局",
        people=chance.randrange(500),
        values={"sales": chance.randrange(10**9), "viewers": chance.randrange(10**6)} if sales else {},
        note="邀请返乡大学生、致富带头人与群众交流,现场签订意向协议。",
    )


def _bare(desk: Desk, typed: str, offset: int = 0) -> None:
    """The same question as SQL alone: no records, no masks, no photographs."""
    found = words.found(typed, ENTRIES.c.office_code, ENTRIES.c.id)
    narrowed = ENTRIES.c.ledger == Ledger.ACTIVITY if found is None else found
    query = (
        select(ENTRIES)
        .where(narrowed, ENTRIES.c.withdrawn == "")
        .order_by(ENTRIES.c.first_day.desc(), ENTRIES.c.id.desc())
        .offset(offset)
        .limit(100)
    )
    with desk.read() as connection:
        connection.execute(query).all()


def _figures(desk: Desk) -> None:
    """The figures alone that the entries give, by plain SQL, a statement each."""
    kind = "programme = 'live_sales' AND kind = 'broadcast' AND withdrawn = ''"
    figure = "sum(json_extract(\"values\", '$.{}'))"
    of_sales = ("count(*)", "min(first_day)", figure.format("viewers"), figure.format("sales"))
    where = ("level = 'province'", "level IN ('city', 'county')")
    told = [(each, f"{kind} AND {level}") for level in where for each in of_sales]
    told.append(("count(*)", "programme = 'study_general' AND kind = 'activity' AND withdrawn = ''"))
    with desk.read() as connection:
        for each, wanted in told:
            connection.execute(text(f"SELECT office_code, {each} FROM entry WHERE {wanted} GROUP BY 1")).all()


def _sums(desk: Desk) -> None:
    """The same figures added up by plain SQL, as whole numbers that are trusted to be such."""
    figure = "sum(json_extract(\"values\", '$.{}'))"
    query = select(
        func.count(), func.sum(ENTRIES.c.people), *(text(figure.format(key)) for key in ("sales", "viewers"))
    )
    with desk.read() as connection:
        connection.execute(
            query.where(
                ENTRIES.c.programme == "live_sales", ENTRIES.c.kind == "broadcast", ENTRIES.c.withdrawn == ""
            )
        ).all()
