"""An office's ledger workbook as rows of children: what a careful reader makes of each, in sentences.

A row is refused only when it does not say who the child is; everything else odd is said and kept.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from countydesk.domain.problems import Problem, Refused
from countydesk.domain.regions import Regions
from countydesk.imports.children import Child, LedgerRow, Surroundings
from countydesk.imports.headings import (
    Heading,
    cell_text,
    data_rows,
    find_heading,
    is_no_child,
    section_of,
)
from countydesk.imports.occasion import day_of, strangers_in
from countydesk.imports.occasion import text_of as line_of
from countydesk.imports.spreadsheet import LARGEST_FILE, read_sheets
from countydesk.imports.tables import Row, Sheet
from countydesk.outside.files import name_of, read_file

__all__ = ["Ledger", "LedgerRow", "read_ledger"]

SECTIONS = ((r"[乡镇]$|街道$", "township"), (r"村$|社区$", "village"), (r"学校?$|教学点$", "school"))
LONGEST_LONE_NAME = 6  # a longer text that is all of its row is a remark
LONGEST_READ = 500  # characters of a cell; a longer one is a whole document, or was made to be slow to read
TOLD_EVERY = 100  # rows


@dataclass(frozen=True)
class Ledger:
    """A read workbook: the sheet that was taken, the number of its (last) heading row, the SHA-256 of
    the file, the day it speaks of (None: ask), its rows, what must be said about the whole, and the
    names of `others`, sheets that look like ledgers too.
    """

    sheet: str
    heading_row: int
    digest: str
    as_of: date | None
    rows: list[LedgerRow]
    notes: tuple[Problem, ...] = ()
    others: tuple[str, ...] = ()


def read_ledger(
    path: Path,
    *,
    today: date,
    regions: Regions,
    office: tuple[str, str] | None = None,
    as_of: date | None = None,
    sheet: str | None = None,
    tables: Callable[[bytes, str], list[Sheet]] = read_sheets,
    on_rows: Callable[[int], object] = lambda rows: None,
) -> Ledger:
    """Read a ledger workbook or CSV as an office keeps it.

    `office` is the reading desk's (code, name); `as_of` the operator's answer where the sheet has no
    date of its own; `sheet` a sheet chosen by name instead of the one that fits best; `tables` what
    turns the file's bytes and its name into sheets; `on_rows` is told how many rows are understood.
    Raises `Refused` for a file without a ledger, `Unavailable` when it cannot be read.
    """
    data, name = read_file(path, LARGEST_FILE), Path(name_of(path)).stem
    found = [_shortened(one) for one in tables(data, name)]
    chosen, heading, notes, others = _choose([one for one, _ in found], sheet)
    if cut := next(cut for one, cut in found if one is chosen):
        rows_cut = "、".join(map(str, cut[:5])) + (" 等" if len(cut) > 5 else "")
        notes.append(f"第 {rows_cut} 行有超过 {LONGEST_READ} 字的格,只读了前 {LONGEST_READ} 字。")
    titles = [line_of(row) for row in heading.above]
    below = [line_of(r) for r in chosen.rows if r.number > heading.row and is_no_child(r, heading)]
    day = as_of or day_of([*titles, *below], [chosen.name, name], today)
    if office and (strangers := strangers_in([*titles, chosen.name], office[0], regions)):
        notes.append(f"表头写的是{'、'.join(strangers)},不是本单位的{office[1]},请确认没有选错文件。")
    rows, unread = _children(Surroundings(chosen, heading, day, today, regions), on_rows)
    rows = _mark_duplicates(rows)
    problems = tuple(Problem(note) for note in [*notes, *heading.notes, *unread])
    if not rows:
        raise Refused(f"工作表“{chosen.name}”有表头,但下面没有读到任何学生。")
    rows[0] = replace(rows[0], problems=problems + rows[0].problems)
    return Ledger(chosen.name, heading.row, hashlib.sha256(data).hexdigest(), day, rows, problems, others)


def _choose(sheets: list[Sheet], wanted: str | None) -> tuple[Sheet, Heading, list[str], tuple[str, ...]]:
    """The sheet whose heading says most (then: visible, then: most rows), what must be said of those
    left aside, and their names.
    """
    if wanted is not None and wanted not in [s.name for s in sheets]:
        raise Refused(f"文件里没有名为“{wanted}”的工作表。")
    found = [(s, h) for s in sheets if (h := find_heading(s)) and any(data_rows(s, h))]
    named = [(s, h) for s, h in found if wanted in (None, s.name)]
    if not named:
        raise Refused("没有找到台账:工作表里应有含“姓名”“身份证号”等字样的表头,下面是每个学生一行。")
    best = max(named, key=lambda pair: (not pair[0].hidden, pair[1].score, len(pair[0].rows)))
    notes = [
        f"工作表“{s.name}”看起来也是台账({sum(1 for _ in data_rows(s, h))} 行),本次只读“{best[0].name}”。"
        for s, h in named
        if s is not best[0]
    ]
    return (*best, notes, tuple(s.name for s, _h in found if s is not best[0]))


def _mark_duplicates(rows: list[LedgerRow]) -> list[LedgerRow]:
    """The first row of a child stays; later ones say which."""
    first: dict[str, LedgerRow] = {}
    marked = []
    for row in rows:
        earlier = first.setdefault(row.id, row) if row.id and not row.refusal else row
        if earlier is not row:
            other = "" if earlier.name == row.name else f",但姓名不同(那里是{earlier.name})"
            same = f"与第 {earlier.row} 行是同一个孩子{other},只取第 {earlier.row} 行。"
            problem = Problem(f"第 {row.row} 行 身份证号:{same}", "id", row.row)
            row = replace(row, duplicate=True, problems=(*row.problems, problem))
        marked.append(row)
    return marked


def _shortened(sheet: Sheet) -> tuple[Sheet, list[int]]:
    """The sheet with cells of a bearable length, and the numbers of the rows that were cut."""
    rows, cut = [], []
    for row in sheet.rows:
        if any(isinstance(value, str) and len(value) > LONGEST_READ for value in row.values):
            values = (value[:LONGEST_READ] if isinstance(value, str) else value for value in row.values)
            row = replace(row, values=tuple(values))
            cut.append(row.number)
        rows.append(row)
    return replace(sheet, rows=tuple(rows)), cut


def _children(place: Surroundings, on_rows: Callable[[int], object]) -> tuple[list[LedgerRow], list[str]]:
    """The children of a sheet from top to bottom, and what was said of rows that are none."""
    rows, notes = [], []
    for done, row in enumerate(data_rows(place.sheet, place.heading)):
        if done % TOLD_EVERY == 0:
            on_rows(done)
        name, number = (cell_text(row, place.heading, field) for field in ("name", "id"))
        alone = None if re.search(r"[0-9]{6}", number) else section_of(row)
        if alone is not None and _opens_section(place, alone):
            continue
        if (name or number) and not (alone and _is_remark(alone, name, number, row)):
            rows.append(Child(place, row).read())
        elif re.search(r"[^\W0-9_]", line := line_of(row)):
            notes.append(f"第 {row.number} 行没有姓名和身份证号,未读:“{line[:40]}”。")
    return rows, notes


def _opens_section(place: Surroundings, text: str) -> bool:
    """A row with a place or a school alone says it for the rows below."""
    for pattern, name in SECTIONS:
        if re.search(pattern, text):
            place.section[name] = text
            return True
    return False


def _is_remark(alone: str, name: str, number: str, row: Row) -> bool:
    """Whether a row's only words are a remark under the table, not the name of a child."""
    only = sum(value is not None for value in row.values) == 1
    return alone != name or name == number or (only and len(name) > LONGEST_LONE_NAME)
