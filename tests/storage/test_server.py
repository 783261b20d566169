"""A desk on a PostgreSQL server: the schema, the partitions, two officers at once."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.problems import Refused, Unavailable
from countydesk.services import checking, setup
from countydesk.services.desk import Desk, open_desk
from countydesk.storage import migrations, schema
from countydesk.storage.addresses import address_of
from countydesk.storage.database import open_server
from tests import server
from tests.conftest import PASSPHRASE, TestClock

pytestmark = pytest.mark.on_a_server

# Everything in a database by kind and name, said as the catalogue says it.
CATALOGUE = """
SELECT 'column', c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod) || ' '
       || a.attnotnull || ' ' || coalesce(l.collname, '') || ' '
       || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  LEFT JOIN pg_collation l ON l.oid = a.attcollation
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
   AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
  FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'function', proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL
SELECT 'part', relname, coalesce(pg_get_partkeydef(oid), '') || coalesce(pg_get_expr(relpartbound, oid), '')
  FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
"""


@pytest.fixture
def database() -> Iterator[str]:
    """The URL of an empty database."""
    url = server.new_database()
    yield url
    server.drop(url)


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    opened = open_server(make_url(database))
    yield opened
    opened.dispose()


def _objects(engine: Engine) -> dict[tuple[str, str], str]:
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(CATALOGUE)
        return {(kind, name): said for kind, name, said in rows if "alembic" not in name}


def test_the_migrated_schema_equals_the_declared_one(engine: Engine) -> None:
    migrations.upgrade(engine)
    other = server.new_database()
    declared = open_server(make_url(other))
    with declared.begin() as connection:
        schema.METADATA.create_all(connection)
    try:
        assert _objects(engine) == _objects(declared)
    finally:
        declared.dispose()
        server.drop(other)


def test_text_is_sorted_by_its_bytes_whatever_the_language_of_the_server(desk: Desk) -> None:
    with desk.read() as connection:
        other = connection.exec_driver_sql(
            "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
            "JOIN pg_collation l ON l.oid = a.attcollation WHERE c.relnamespace = 'public'::regnamespace "
            "AND c.relkind IN ('r', 'p') AND c.relname != 'alembic_version' AND l.collname != 'C'"
        ).all()
    assert other == []


@pytest.mark.parametrize("table", ["ledger", "visit", "entry", "revision", "batch_line"])
def test_tables_that_grow_are_laid_down_by_office(desk: Desk, table: str) -> None:
    query = f"SELECT count(*) FROM pg_partition_tree('{table}') WHERE isleaf"
    with desk.read() as connection:
        assert connection.exec_driver_sql(query).scalar() == 16


def test_the_folder_remembers_the_server_but_no_password(tmp_path: Path, database: str) -> None:
    url = make_url(database).set(password="geheim")
    people = [setup.NewOperator("李明", PASSPHRASE)]
    given = url.render_as_string(hide_password=False)
    folder = tmp_path / "desk"
    setup.create_desk(folder, "621024", "共青团合水县委员会", people, TestClock(), given).close()
    assert all(b"geheim" not in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    with open_desk(folder, PASSPHRASE, clock=TestClock()) as desk:
        assert checking.check(desk) == []
    with pytest.raises(Refused, match="这个数据库里已有台账"):
        setup.create_desk(tmp_path / "other", "621024", "某单位", people, TestClock(), given)


def test_a_server_that_is_not_there_is_a_sentence(desk_folder: Path) -> None:
    with pytest.raises(Unavailable, match=r"连接不上数据库服务器 127\.0\.0\.1/desk"):
        open_desk(desk_folder, PASSPHRASE, database="postgresql+psycopg://countydesk@127.0.0.1:1/desk")


@pytest.mark.parametrize(
    "url", ["mysql://a/b", "postgresql+psycopg://a", "合水县", "postgresql://a/b?password=x"]
)
def test_what_is_no_address_is_a_sentence(desk_folder: Path, url: str) -> None:
    with pytest.raises(Refused, match="数据库地址不对"):
        address_of(desk_folder, url)


def test_two_officers_write_at_once_and_the_record_of_changes_holds(desk: Desk) -> None:
    """Each writes twenty children, one transaction a child; the numbers of the changes have no gap."""
    second = open_desk(desk.folder, PASSPHRASE, "王海", TestClock())
    failures: list[BaseException] = []

    def enter(at: Desk) -> None:
        try:
            for _ in range(20):
                child = Beneficiary(office_code=at.office.code, id=at.new_id(), name="张小明")
                with at.work() as work:
                    work.add(child)
                    work.commit()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=enter, args=(each,)) for each in (desk, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with desk.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM beneficiary WHERE name = '张小明'")) == 40
        head, rows = connection.execute(text("SELECT max(number), count(*) FROM revision")).one()
        assert head == rows
    assert checking.check(desk) == []
    second.close()


def test_a_reader_sees_one_moment_and_waits_for_nobody(desk: Desk) -> None:
    count = text("SELECT count(*) FROM beneficiary")
    with open_desk(desk.folder, PASSPHRASE, "王海", TestClock()) as second, desk.read() as connection:
        before = connection.scalar(count)
        with second.work() as work:
            work.add(Beneficiary(office_code="621024", id=second.new_id(), name="张小明"))
            work.commit()
        assert connection.scalar(count) == before
