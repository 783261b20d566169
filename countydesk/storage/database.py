"""The one place where a desk's database is opened: encrypted, with the settings that lose nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.pool import StaticPool

from countydesk.domain.problems import Unavailable

KEY_BYTES = 32
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
        except dbapi2.OperationalError as fault:
            raise Unavailable(f"数据库正被另一程序使用或无法写入:{path}。请关闭后再试。") from fault
        except dbapi2.DatabaseError as fault:
            raise Unavailable(f"数据库打不开,口令不符或文件已损坏:{path}。") from fault
        return connection

    engine = create_engine("sqlite://", creator=connect, module=dbapi2, poolclass=StaticPool)
    event.listen(engine, "begin", _begin_immediate)
    return engine


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
def faults_told(path: Path) -> Iterator[None]:
    """Turn what the environment does to the database into sentences; our own errors pass through."""
    try:
        yield
    except IntegrityError:
        raise
    except OperationalError as fault:
        raise Unavailable(_sentence(str(fault.orig), path)) from fault
    except DatabaseError as fault:
        if type(fault.orig).__name__ != "DatabaseError":
            raise
        raise Unavailable(f"数据库文件已损坏:{path}。请停止录入,从备份恢复。") from fault


def _sentence(said: str, path: Path) -> str:
    if "full" in said:
        return f"磁盘已满,没有写入。请在 {path.anchor or path.parent} 腾出空间后重试,已保存的内容都在。"
    if "locked" in said or "busy" in said:
        return f"数据库正被另一程序使用:{path}。请关闭后再试。"
    if "readonly" in said:
        return f"数据库不能写入:{path}。请检查文件夹的写入权限。"
    return f"数据库读写失败({said}):{path}。请检查磁盘或 U 盘后重试。"


def integrity_problems(connection: Connection) -> list[str]:
    """What SQLite and SQLCipher find wrong with the file: pages, indexes, references."""
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
