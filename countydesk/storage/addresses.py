"""Where a desk's database lies: a file in its folder, or a server's URL remembered without password."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from countydesk.domain.problems import Refused, Unavailable
from countydesk.storage.desk_files import DATABASE, SERVER
from countydesk.storage.whole_files import write_whole

DRIVER = "postgresql+psycopg"

Address = Path | URL


def address_of(folder: Path, given: str | None = None) -> Address:
    """The database of the desk in `folder`: the one given, else the one remembered, else its own file.

    Raises `Refused` for what is no PostgreSQL URL, or for a folder whose desk is a file;
    `Unavailable` when the remembered URL cannot be read.
    """
    if given is None:
        return _remembered(folder) or folder / DATABASE
    if (folder / DATABASE).exists():
        raise Refused(f"这个文件夹里的台账是文件库,不能改用数据库服务器:{folder}。")
    return _parsed(given)


def remember(folder: Path, address: Address) -> None:
    """Write down which server the desk is on; the password stays with the user's pgpass file."""
    if isinstance(address, URL):
        at: dict[str, Any] = address.translate_connect_args()
        at.pop("password", None)
        plain = URL.create(DRIVER, **at, query=address.query)
        url = plain.render_as_string()
        write_whole(folder / SERVER, json.dumps({"format": 1, "url": url}, indent=1).encode())


def _remembered(folder: Path) -> URL | None:
    path = folder / SERVER
    if not path.exists():
        return None
    try:
        return _parsed(json.loads(path.read_text("utf-8"))["url"])
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise Unavailable(f"数据库地址文件读不出来:{path}。请从备份恢复。") from fault


def _parsed(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError:
        raise Refused(_EXAMPLE) from None
    if url.drivername not in ("postgresql", DRIVER) or not url.database or "password" in url.query:
        raise Refused(_EXAMPLE)
    return url.set(drivername=DRIVER)


_EXAMPLE = f"数据库地址不对,应如 {DRIVER}://用户名@服务器/库名;口令请放在 PGPASSWORD 或 pgpass 文件中。"
