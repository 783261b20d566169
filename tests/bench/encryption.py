"""What encryption costs: opening, one insert with its commit, and a scan, over the same file in the clear."""

import tempfile
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from countydesk.storage.database import KEY_BYTES, PRAGMAS
from tests.bench.ratios import compare

KEY = bytes(range(KEY_BYTES))
ROWS, INSERTS = 50_000, 200


def run() -> None:
    """Print each as a ratio."""
    with tempfile.TemporaryDirectory() as folder:
        sealed, clear = Path(folder) / "sealed.db", Path(folder) / "clear.db"
        _fill(sealed, KEY)
        _fill(clear, None)
        compare("opening", lambda: _opened(sealed, KEY).close(), lambda: _opened(clear, None).close())
        ours, floor = _opened(sealed, KEY), _opened(clear, None)
        compare(f"{INSERTS} inserts", lambda: _insert(ours), lambda: _insert(floor))
        ours.close()
        floor.close()
        compare("opening and a scan", lambda: _scan(sealed, KEY), lambda: _scan(clear, None))


def _opened(path: Path, key: bytes | None) -> Any:
    connection = dbapi2.connect(str(path), isolation_level=None)
    if key:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for name, (value, _expected) in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}").fetchall()
    connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    return connection


def _fill(path: Path, key: bytes | None) -> None:
    connection = _opened(path, key)
    connection.execute("CREATE TABLE child (id INTEGER PRIMARY KEY, name TEXT, note TEXT) STRICT")
    connection.execute("BEGIN IMMEDIATE")
    rows = ((f"姓名{number}", "与外祖母相依为命" * 8) for number in range(ROWS))
    connection.executemany("INSERT INTO child (name, note) VALUES (?, ?)", rows)
    connection.execute("COMMIT")
    connection.close()


def _insert(connection: Any) -> None:
    for _ in range(INSERTS):
        connection.execute("INSERT INTO child (name, note) VALUES ('张小明', '走访')")


def _scan(path: Path, key: bytes | None) -> None:
    connection = _opened(path, key)
    connection.execute("SELECT sum(length(note)) FROM child").fetchall()
    connection.close()
