"""A database that lies in the clear, written anew under a key."""

from pathlib import Path
from typing import Any

from countydesk.domain.problems import Unavailable

PLAIN = b"SQLite format 3\0"


def is_plain(path: Path) -> bool:
    """Whether a file is a database that anybody can read."""
    try:
        with open(path, "rb") as file:
            return file.read(len(PLAIN)) == PLAIN
    except OSError:
        return False


def encrypt(plain: Path, to: Path, key: bytes) -> None:
    """Write what is in a plain database into an encrypted one at `to`; every table has as many rows.

    Raises `Unavailable` when the disk fails, the plain file is damaged, or a row is missing.
    """
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(plain), isolation_level=None)
    try:
        connection.execute("ATTACH DATABASE ? AS encrypted KEY ?", (str(to), f"x'{key.hex()}'"))
        connection.execute("SELECT sqlcipher_export('encrypted')")
        before, after = (_counts(connection, name) for name in ("main", "encrypted"))
    except dbapi2.Error as fault:
        raise Unavailable(f"未加密的台账读不出来或写不下({fault}):{plain}。原文件没有改动。") from fault
    finally:
        connection.close()
    if before != after:
        raise Unavailable(f"加密后的行数对不上,没有替换:{plain}。原文件没有改动。")


def _counts(connection: Any, schema: str) -> dict[str, int]:
    """The rows of every table; a virtual one stands on tables of its own."""
    query = f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    names = [name for (name,) in connection.execute(query).fetchall()]
    counts = (connection.execute(f'SELECT count(*) FROM {schema}."{name}"').fetchone()[0] for name in names)
    return dict(zip(names, counts, strict=True))
