"""What was an activity before there was a catalogue is an entry afterwards, and can be found."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, make_url, select, text

from countydesk.domain.catalogue import Ledger
from countydesk.domain.entries import Entry
from countydesk.domain.offices import Level
from countydesk.storage import migrations, words
from countydesk.storage.database import open_database, open_server
from countydesk.storage.entries import ENTRIES, matching, unfindable
from tests import server

BEFORE = "0006"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database as the program before kept it."""
    url = server.new_database() if server.GIVEN else None
    opened = open_server(make_url(url)) if url else open_database(tmp_path / "old.db", b"k" * 32)
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    with opened.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)
    yield opened
    opened.dispose()
    if url:
        server.drop(url)


def test_activities_become_entries_of_their_actions_general_programme(engine: Engine) -> None:
    activity = text(
        "INSERT INTO activity VALUES (:office, 'a1', '2026-10-13', 'spirit', '理想信念宣讲', '县一中', "
        "180, '返乡大学生', '李明', '2026-10-13T01:30:00+00:00')"
    )
    with engine.begin() as connection:
        for office in ("621024", "621000", "620000"):
            connection.execute(activity, {"office": office})
    migrations.upgrade(engine)
    with engine.connect() as connection:
        found = matching("宣讲 大学生")
        assert found is not None
        rows = connection.execute(select(ENTRIES).where(found).order_by(ENTRIES.c.office_code)).mappings()
        moved = [Entry.model_validate(dict(row)) for row in rows]
        assert unfindable(connection) == 0
    assert [entry.level for entry in moved] == [Level.PROVINCE, Level.CITY, Level.COUNTY]
    county = moved[2]
    assert (county.ledger, county.programme, county.kind) == (Ledger.ACTIVITY, "spirit_general", "activity")
    assert (county.name, county.place, county.people) == ("理想信念宣讲", "县一中", 180)
    assert (county.first_day, county.values, county.withdrawn) == (date(2026, 10, 13), {}, "")
    assert county.recorded_at is not None and county.recorded_by == "李明"


@pytest.mark.parametrize(
    ("told", "typed", "found"),
    [
        ("兰州百合第3期", "百合", True),
        ("兰州百合第3期", "第3期", True),
        ("兰州百合第3期", "3", True),
        ("“团团帮就业”QQ群", "qq 就业", True),
        ("２０２０年", "2020", True),
        ("买买提·吐尔逊", "提吐尔", True),
        ("兰州百合", "百兰", False),
        ("兰州百合", "州 合", True),
        ("兰州𠮷𬸚", "𠮷𬸚", True),
        ("621223201201019991", "6212232012", True),
        ("621223201201019991", "9991", False),
    ],
)
def test_every_word_typed_stands_in_the_text(told: str, typed: str, found: bool) -> None:
    assert (set(words.wanted(typed)) <= words.tokens_of([told])) is found
