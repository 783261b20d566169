"""The one place where a desk's database is opened, with the settings that lose nothing."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.pool import StaticPool

from countydesk.domain.problems import Unavailable
from countydesk.storage.addresses import Address

KEY_BYTES = 32
LONG_PATH = 240  # bytes, and above: SQLite opens up to 512, on Windows 260 characters
# Every SQLite before 3.51.3 has the WAL-reset bug: committed writes can be lost.
OLDEST_SQLITE = (3, 51, 3)

# synchronous=NORMAL lost acknowledged commits in simulated power cuts, FULL none. EXCLUSIVE lets a
# WAL database be opened on a full disk. Without recursive_triggers, INSERT OR REPLACE walks round
# the triggers that refuse deletion.
PRAGMAS: dict[str, tuple[str, Any]] = {
    "locking_mode": ("EXCLUSIVE", "exclusive"),
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
    "recursive_triggers": ("ON", 1),
    "secure_delete": ("ON", 1),
    "temp_store": ("MEMORY", 2),
    "cache_size": ("-65536", -65536),
}
# What a session on a server is told: whoever waits longer for another's transaction hears of it.
SESSION = "-c lock_timeout=60s -c client_encoding=UTF8 -c timezone=UTC -c search_path=public"
OLDEST_SERVER = 130000


def open_address(address: Address, key: bytes) -> Engine:
    """Open the database at an address: the encrypted file with its key, or the server, which has none.

    Raises `Unavailable` as `open_database` and `open_server` do.
    """
    return open_server(address) if isinstance(address, URL) else open_database(address, key)


def open_server(url: URL) -> Engine:
    """Open a PostgreSQL database; the password may stand in PGPASSWORD or in the pgpass file.

    Raises `Unavailable` when the driver is missing, nobody answers, or the server is not fit.
    """
    try:
        from psycopg.adapt import Loader
    except ImportError as fault:
        raise Unavailable("没有安装 PostgreSQL 组件,请安装 countydesk[postgresql]。") from fault

    class Whole(Loader):
        """Sums come as numeric; everything that the desk adds up is whole."""

        def load(self, data: Any) -> int:
            return int(bytes(data))

    arguments = {"options": SESSION, "connect_timeout": 10, "application_name": "countydesk"}
    # What was being written is nobody else's business, in a crash report neither.
    engine = create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=arguments)

    @event.listens_for(engine, "connect")
    def settle(connection: Any, _record: object) -> None:
        connection.adapters.register_loader("numeric", Whole)

    with faults_told(url), engine.connect() as connection:
        version = int(connection.exec_driver_sql("SHOW server_version_num").scalar() or 0)
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if version < OLDEST_SERVER:
        raise Unavailable(f"数据库服务器版本过旧({version // 10000}),需要 PostgreSQL 13 以上。")
    if encoding != "UTF8":
        raise Unavailable(f"数据库的编码是 {encoding},需要 UTF8,请重新建库。")
    return engine


def reading(engine: Engine) -> Connection:
    """A connection for looking: everything that is read through it is of one moment."""
    connection = engine.connect()
    if engine.dialect.name == "postgresql":
        return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return connection


def wait_for_turn(connection: Connection, of: str) -> None:
    """Be the only writer of an office (or of the schema) until the transaction ends.

    A SQLite transaction is the only one from its beginning. In PostgreSQL whoever comes second
    waits here, and then sees what the first wrote.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:of, 0))"), {"of": of})


def is_taken(fault: IntegrityError) -> bool:
    """Whether a write failed because something that there may be once is there already."""
    state = getattr(fault.orig, "sqlstate", None)
    return state == "23505" if state else "UNIQUE constraint failed" in str(fault.orig)


def open_database(path: Path, key: bytes) -> Engine:
    """Open (or create) the encrypted database at `path` with a raw key of 32 bytes.

    The engine holds one connection; every transaction begins IMMEDIATE. Raises `Unavailable`
    when the key does not fit, the file is damaged, or SQLite is one that can lose data.
    """
    from sqlcipher3 import dbapi2

    if dbapi2.sqlite_version_info < OLDEST_SQLITE:
        raise Unavailable(f"SQLite {dbapi2.sqlite_version} 过旧,可能丢失数据,请重新安装本程序。")
    if len(key) != KEY_BYTES:
        raise ValueError("the key of a desk has 32 bytes")

    def connect() -> Any:
        try:
            connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            connection.execute("PRAGMA cipher_log_level = NONE")
            _settle(connection)
            # After a power cut the file's pages may be torn that its log has whole: the check of pages
            # reads the file alone. A full disk leaves the log for later.
            with suppress(dbapi2.OperationalError):
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except dbapi2.OperationalError as fault:
            if "unable to open" in str(fault) and len(os.fsencode(path)) > LONG_PATH:
                raise Unavailable(f"文件夹的路径太长,请移到浅一些的文件夹:{path}。") from fault
            raise Unavailable(f"数据库正被另一程序使用或无法写入:{path}。请关闭后再试。") from fault
        except dbapi2.DatabaseError as fault:
            raise Unavailable(f"数据库打不开,口令不符或文件已损坏:{path}。") from fault
        return connection

    engine = create_engine("sqlite://", creator=connect, module=dbapi2, poolclass=StaticPool)
    event.listen(engine, "begin", _begin_immediate)
    return engine


@dataclass(frozen=True)
class Tally:
    """What a database holds, whatever its version: rows by table, and the fen of those that have them."""

    rows: dict[str, int]
    fen: dict[str, int]


def wipe(engine: Engine) -> None:
    """Fold a file's log in and empty it: what was erased stands in neither. A server has ways of its own."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def copy_proven(engine: Engine, to: Path, key: bytes) -> None:
    """Copy the database of an engine to `to`, encrypted with the same key.

    The file alone, without its WAL, would be no copy. It is proved by opening it: pages, references,
    rows and sums. Raises `Unavailable`, leaving nothing at `to`.
    """
    with faults_told(to):
        try:
            with engine.connect() as connection:
                held = tally(connection)
            raw = engine.raw_connection()
            try:
                raw.driver_connection.execute("VACUUM INTO ?", (str(to),))  # type: ignore[union-attr]
            finally:
                raw.close()
            copy = open_database(to, key)
            with copy.connect() as connection:
                problems = integrity_problems(connection)
                if not problems and tally(connection) != held:
                    problems = ["行数或金额与原库不符"]
            copy.dispose()
            if problems:
                raise Unavailable(f"副本没有写好({problems[0]}),请检查磁盘后重试。")
        except BaseException as fault:
            for name in (to.name, f"{to.name}-wal", f"{to.name}-journal"):
                with suppress(OSError):  # a stick that was pulled out takes it along
                    to.with_name(name).unlink(missing_ok=True)
            if type(fault).__module__.startswith("sqlcipher3"):
                raise Unavailable(_sentence(str(fault), to)) from fault
            raise


def tally(connection: Connection) -> Tally:
    """Count a database file's tables, but for those that full text makes for itself."""
    tables = connection.exec_driver_sql("PRAGMA table_list").mappings().all()
    names = sorted(row["name"] for row in tables if row["type"] == "table" and row["name"][:7] != "sqlite_")
    rows, fen = {}, {}
    for name in names:
        columns = [row[1] for row in connection.exec_driver_sql(f'PRAGMA table_info("{name}")')]
        rows[name] = connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar() or 0
        if "fen" in columns:
            fen[name] = connection.exec_driver_sql(f'SELECT sum(fen) FROM "{name}"').scalar() or 0
    return Tally(rows, {name: int(total) for name, total in fen.items()})


def _settle(connection: Any) -> None:
    """Set the pragmas and make sure that each was taken."""
    for name, (value, expected) in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")
        (taken,) = connection.execute(f"PRAGMA {name}").fetchone()
        if taken != expected:
            raise Unavailable(f"数据库设置 {name} 未生效({taken}),请重新安装本程序。")


def _begin_immediate(connection: Connection) -> None:
    """A step that fails half way must leave nothing: the driver's own implicit begin comes too late."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def faults_told(address: Address) -> Iterator[None]:
    """Turn what the environment does to the database into sentences; our own errors pass through."""
    try:
        yield
    except IntegrityError:
        raise
    except OperationalError as fault:
        if isinstance(address, URL):
            raise Unavailable(_of_server(fault, address)) from fault
        raise Unavailable(_sentence(str(fault.orig), address)) from fault
    except DatabaseError as fault:
        if isinstance(address, URL) or type(fault.orig).__name__ != "DatabaseError":
            raise
        raise Unavailable(f"数据库文件已损坏:{address}。请停止录入,从备份恢复。") from fault


def _of_server(fault: OperationalError, url: URL) -> str:
    where = f"{url.host or '本机'}/{url.database}"
    state = getattr(fault.orig, "sqlstate", None) or ""
    if state in ("55P03", "40P01", "40001"):  # waited too long, deadlock, serialization
        return "另一位同事正在写入,请稍候再试;您刚才的内容没有写入。"
    if state.startswith("53"):  # disk full, out of memory, too many connections
        return f"数据库服务器 {where} 资源不足({state}),没有写入,请告诉管理员。"
    if state.startswith("28") or "password" in str(fault.orig):
        return f"数据库服务器 {where} 不接受这个用户名或口令,请核对 PGPASSWORD 或 pgpass 文件。"
    said = str(fault.orig).strip().splitlines()[0]
    return f"连接不上数据库服务器 {where},请检查网络后重试({said})。"


def _sentence(said: str, path: Path) -> str:
    if "full" in said:
        return f"磁盘已满,没有写入。请在 {path.anchor or path.parent} 腾出空间后重试,已保存的内容都在。"
    if "locked" in said or "busy" in said:
        return f"数据库正被另一程序使用:{path}。请关闭后再试。"
    if "readonly" in said:
        return f"数据库不能写入:{path}。请检查文件夹的写入权限。"
    return f"数据库读写失败({said}):{path}。请检查磁盘或 U 盘后重试。"


def integrity_problems(connection: Connection) -> list[str]:
    """What SQLite and SQLCipher find wrong with the file: pages, indexes, references.

    A server watches over its own files.
    """
    if connection.dialect.name != "sqlite":
        return []
    checks = {
        "PRAGMA cipher_integrity_check": "数据页损坏:{}",
        "PRAGMA integrity_check": "数据库结构损坏:{}",
        "PRAGMA foreign_key_check": "记录引用中断:{}",
    }
    found = []
    for pragma, sentence in checks.items():
        try:
            rows = [" ".join(map(str, row)) for row in connection.exec_driver_sql(pragma)]
        except DatabaseError as fault:
            rows = [str(fault.orig)]
        found += [sentence.format(row) for row in rows if row != "ok"]
    return found
