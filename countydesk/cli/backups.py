"""The commands that back a desk up, restore it, and repair what is damaged."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from countydesk.cli.main import Answer
from countydesk.cli.opening import desk_folder, opened, passphrase_of
from countydesk.services import backups, comparing, repairing, restoring
from countydesk.services.keyholders import operators_of


def backup(options: Namespace) -> Answer:
    """`backup [list] [--to DIR | --second DIR | --no-second]`."""
    with opened(options) as desk:
        if options.part:
            return _listed(backups.places_of(desk))
        if options.to:
            path = backups.copy_to(desk, Path(options.to).absolute())
            return Answer({"file": str(path)}, [f"已备份:{path}"])
        if options.second or options.no_second:
            chosen = Path(options.second) if options.second else None
            backups.choose_place(desk, chosen)
        found = backups.make(desk)
        newest = backups.listing(backups.places_of(desk)[:1])[0][0]
        data = {
            "file": str(newest.path),
            "second": found.chosen,
            "second_is_there": found.is_there,
            "second_day": str(found.copied) if found.copied else None,
            "fault": found.fault,
        }
        where = f"{found.chosen},{found.there}" if found.chosen else "未选择"
        lines = [f"已备份:{newest.path}", f"第二备份位置:{where}"]
        return Answer(data, [*lines, *([found.fault] if found.fault else [])])


def restore(options: Namespace) -> Answer:
    """`restore FILE|list [--dry-run] [--journal]`, to the folder that --desk names."""
    folder = desk_folder(options)
    if options.file == "list":
        return _listed([Path(options.folder).absolute()] if options.folder else restoring.places(folder))
    path = Path(options.file).absolute()
    name = options.by or restoring.operators_of(path)[0]
    passphrase = passphrase_of(name)
    if options.dry_run:
        return _seen(restoring.preview(path, folder, name, passphrase, options.journal))
    done = restoring.restore(path, folder, name, passphrase, options.journal)
    with done.desk as desk:
        data = {
            "desk": str(desk.folder),
            "office": desk.office.code,
            "kept": str(done.kept) if done.kept else None,
            "acts": done.acts,
            "problem": done.problem,
            "lost_photos": done.lost_photos,
        }
    return Answer(data, [done.sentence])


def repaired(options: Namespace) -> Answer | None:
    """What `check --repair` saved of a damaged desk; None for one whose file is whole."""
    folder = desk_folder(options)
    name = options.by or operators_of(folder)[0]
    found = repairing.repair(folder, name, passphrase_of(name))
    if found is None:
        return None
    tables = [
        {"table": one.table, "title": title, "saved": one.saved, "were": one.were}
        for title, one in found.tables
    ]
    lines = [f"已救出还能读的内容,损坏的文件保留在:{found.kept}"]
    for title, one in found.tables:
        were = "原有多少不详" if one.were is None else f"原有 {one.were}"
        lines.append(f"  {title}:救出 {one.saved},{were}{'' if one.is_whole else '(有缺)'}")
    data = {"ok": False, "kept": str(found.kept), "tables": tables, "problems": found.problems}
    return Answer(data, [*lines, *found.problems], ok=all(one.is_whole for _, one in found.tables))


def _listed(folders: Sequence[Path]) -> Answer:
    good, bad = backups.listing(folders)
    data: dict[str, Any] = {
        "backups": [
            {
                "file": str(one.path),
                "at": one.made.at.isoformat(),
                "occasion": one.made.occasion.value,
                "office": one.office,
                "unit": one.unit,
                "children": one.children,
                "bytes": one.bytes,
            }
            for one in good
        ],
        "damaged": [str(path) for path in bad],
    }
    lines = [f"{backups.in_words(one)}  {one.path}" for one in good] or ["这里没有备份。"]
    return Answer(data, [*lines, *(f"损坏,不能用:{path}" for path in bad)])


def _seen(seen: restoring.Preview) -> Answer:
    data: dict[str, Any] = {
        "unit": seen.unit,
        "at": seen.at.isoformat(),
        "last": _change(seen.last),
        "last_here": _change(seen.last_here),
        "kinds": [
            {
                "title": kind.title,
                "in_backup": kind.in_backup,
                "here": kind.here,
                "back": kind.back,
                "lost": kind.lost,
                "names": list(kind.names),
            }
            for kind in seen.kinds
        ],
        "not_compared": seen.not_compared,
        "acts": seen.acts,
        "problem": seen.problem,
        "lost_photos": seen.lost_photos,
    }
    return Answer(data, [*seen.lines, "没有改动任何内容。"])


def _change(last: comparing.LastChange | None) -> dict[str, Any] | None:
    return {"number": last.number, "at": last.at.isoformat(), "by": last.by} if last else None
