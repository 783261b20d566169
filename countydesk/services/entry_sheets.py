"""Records of the six actions by the sheet: a template, a filled sheet read and recorded, a list taken out."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from countydesk.domain.backups import Occasion
from countydesk.domain.catalogue import FIGURES, FieldOf, KindOf
from countydesk.domain.entries import Entry, Precision
from countydesk.domain.entry_headings import Heading
from countydesk.domain.entry_sheets import EXAMPLE, Around, Wholes, read_row, row_of
from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.operators import Act
from countydesk.domain.problems import Problem, Refused
from countydesk.domain.revisions import Action
from countydesk.imports.entry_sheets import SheetRead, SheetRow, read_entry_sheet
from countydesk.imports.spreadsheet import LARGEST_FILE
from countydesk.outside.files import name_of, read_file
from countydesk.services import backups, entries, outside, recording
from countydesk.services.desk import Changes, Desk
from countydesk.services.entries import Wanted
from countydesk.services.months import closed_months
from countydesk.services.recording import KeptDraft
from countydesk.storage.entries import ENTRIES
from countydesk.storage.whole_files import write_whole

__all__ = ["SheetRead", "SheetRow"]

NOT_IN_A_FILE_NAME = str.maketrans(dict.fromkeys('/\\:*?"<>|\n\r\t', "_"))
TOLD_EVERY = 500  # rows
ASKED_AT_ONCE = 400  # names and days in one question
MANY = 100  # entries that nobody would want to withdraw one by one: a backup is made before
EXACT, DIGITS = 10**15, 15  # larger figures come back from a spreadsheet with their last digits lost
EXAMPLES = {
    Kind.MONEY: "3600",
    Kind.NUMBER: "120余",
    Kind.DECIMAL: "12.5",
    Kind.CITIZEN_ID: "18 位身份证号",
    Kind.PHONE: "11 位手机号",
}
OnProgress = Callable[[tuple[int, int]], object]


@dataclass(frozen=True)
class Recorded:
    """What became of a sheet: entries written, those that stood there already, the kinds that changed."""

    written: int
    known: int
    changes: Changes


@dataclass(frozen=True)
class SheetAtHand:
    """What a sheet is filled in with, and what was typed into it before and not saved."""

    around: Around
    draft: KeptDraft | None


def around(desk: Desk, kind_name: str) -> Around:
    """What rows of a kind ("programme.kind") are read with at this desk.

    Raises `Refused` for a kind that the catalogue has not, that offices of this level do not enter, or
    for who may not record.
    """
    desk.acting(Act.RECORD)
    kind = _kind(desk, kind_name)
    programme = desk.catalogue.programmes[kind.programme]
    if not entries.enters(desk, programme):
        who = "、".join(level.title for level in programme.reports)
        raise Refused(f"“{programme.title}”由{who}登记,本单位不登记。")
    with desk.work() as work:
        closed = closed_months(work)
        wholes = Wholes(_wholes(work.connection, kind.of, desk.office.code))
    return Around(desk.catalogue, kind, desk.today, desk.office.code, desk.office.level, closed, wholes)


def at_hand(desk: Desk, kind_name: str) -> SheetAtHand:
    """What the page of a kind's sheet needs. Raises as `around` does."""
    return SheetAtHand(around(desk, kind_name), recording.draft_of(desk, form_of(kind_name)))


def form_of(kind_name: str) -> str:
    """The name under which the draft of a kind's sheet is kept."""
    return f"sheet:{kind_name}"


def template(desk: Desk, kind_name: str, folder: Path) -> Path:
    """An empty sheet of a kind as .xlsx, with an example row and how it is filled in; returns its path.

    Raises `Refused` for an unknown kind, `Unavailable` when it cannot be saved.
    """
    from countydesk.export.entry_sheets import template as drawn  # openpyxl takes its time to come

    desk.acting(Act.LOOK)
    kind = _kind(desk, kind_name)
    plain = Around(desk.catalogue, kind, desk.today, desk.office.code, desk.office.level)
    path = folder / file_name(desk, kind, "模板")
    write_whole(path, drawn(kind.title, plain.headings, [_example(one) for one in plain.headings]))
    return path


def read(desk: Desk, kind_name: str, path: Path, on_progress: OnProgress | None = None) -> SheetRead:
    """The rows of a filled sheet (.xlsx, CSV) as texts under the kind's headings; nothing is written.

    `on_progress` is told how many rows have come, and 0. Raises `Refused` for a file that has no such
    sheet, `Unavailable` when it cannot be read.
    """
    told = on_progress or (lambda rows: None)
    found = around(desk, kind_name)
    data = read_file(path, LARGEST_FILE)
    sheets = outside.sheets_of(data, Path(name_of(path)).stem, lambda rows: told((rows, 0)))
    return read_entry_sheet(sheets, found.headings, found.kind)


def understood(desk: Desk, kind_name: str, sheet: SheetRead) -> tuple[list[tuple[int, Entry]], list[Problem]]:
    """The rows of a sheet as entries with the numbers of their rows, as Excel has them, and everything that
    is wrong with those that are none: each problem names its row, and the key of its heading."""
    found = around(desk, kind_name)
    keys = [heading.key for heading in found.headings]
    good, problems = list[tuple[int, Entry]](), list[Problem]()
    for row in sheet.rows:
        one = read_row(found, dict(zip(keys, row.texts, strict=True)), desk.new_id())
        good += [(row.number, one.entry)] if one.entry else []
        problems += [Problem(each.sentence, each.field, row.number) for each in one.problems]
    return good, problems


def known(desk: Desk, several: Sequence[Entry]) -> frozenset[int]:
    """The places of those entries that this office has recorded already: same kind, first day, name and
    values. What stands there once covers one of them."""
    with desk.read() as connection:
        there = Counter[Any]()
        for at in range(0, len(several), ASKED_AT_ONCE):
            there |= _recorded(desk, connection, several[at : at + ASKED_AT_ONCE])
    found = set()
    for place, entry in enumerate(several):
        like = _like(entry)
        if there[like] > 0:
            there[like] -= 1
            found.add(place)
    return frozenset(found)


def record(desk: Desk, several: Sequence[Entry]) -> Recorded:
    """Write the entries of a sheet in one transaction, all or none; what stands there already is passed over.

    Raises `Refused` with all problems at once, each with the entry's place among them (`row`, from 1).
    """
    there = known(desk, several)
    fresh = [(place, entry) for place, entry in enumerate(several, 1) if place - 1 not in there]
    if not fresh:
        return Recorded(0, len(there), frozenset())
    if len(fresh) >= MANY:
        backups.before(desk, Occasion.IMPORT)
    try:
        changes = entries.record_all(desk, [entry for _, entry in fresh])
    except Refused as refusal:
        places = [None if one.row is None else fresh[one.row - 1][0] for one in refusal.problems]
        told = zip(refusal.problems, places, strict=True)
        raise Refused(*(Problem(one.sentence, one.field, place) for one, place in told)) from refusal
    return Recorded(len(fresh), len(there), changes)


def listed(desk: Desk, wanted: Wanted, to: Path, on_progress: OnProgress | None = None) -> Path:
    """Write the wanted entries of one kind to an .xlsx in full, under the headings that `read` knows.

    `to` is a folder, or the file itself; `on_progress` is told the rows written and the rows in all. That
    they left the desk is recorded. Raises `Refused` without a kind, `Unavailable` when it cannot be saved.
    """
    from countydesk.export.workbook import write_table  # openpyxl takes its time to come

    desk.acting(Act.HAND_OUT)
    kind = _kind(desk, f"{wanted.programme}.{wanted.kind}")
    path = to / file_name(desk, kind, f"{desk.today:%Y%m%d}") if to.is_dir() else to
    total = entries.summary(desk, wanted).entries
    with desk.work() as work:
        wholes = Wholes(_wholes(work.connection, kind.of, wanted.office))
        level = desk.office.level
        found = Around(desk.catalogue, kind, desk.today, desk.office.code, level, wholes=wholes)
        columns = [_spec(heading) for heading in found.headings]
        told = _counted(entries.in_full(desk, work.connection, wanted), total, on_progress)
        written = write_table(path, kind.title, columns, (_cells(found, entry) for entry in told))
        work.hands_out(path)
        work.log(Action.SENT_OUT, Entry, desk.office.code, f"导出{kind.title} {written} 条:{path.name}")
        work.commit()
    return path


def file_name(desk: Desk, kind: KindOf, what: str) -> str:
    """What a sheet of a kind is called: "希望工程助学-资助学生-模板.xlsx"."""
    programme = desk.catalogue.programmes[kind.programme]
    return f"{programme.title}-{kind.title}-{what}.xlsx".translate(NOT_IN_A_FILE_NAME)


def _kind(desk: Desk, name: str) -> KindOf:
    if name not in desk.catalogue.kinds:
        raise Refused("请先选择一种记录,再用表格导入或导出。")
    return desk.catalogue.kinds[name]


def _wholes(connection: Connection, name: str, office: str | None) -> Iterator[tuple[Any, ...]]:
    """Id, name and first day of the standing records of a kind."""
    programme, _, key = name.partition(".")
    table = ENTRIES.c
    query = select(table.id, table.name, table.first_day).where(
        table.programme == programme, table.kind == key, table.withdrawn == ""
    )
    if office is not None:
        query = query.where(table.office_code == office)
    return (tuple(row) for row in connection.execute(query.order_by(table.id)))


def _recorded(desk: Desk, connection: Connection, several: Sequence[Entry]) -> Counter[Any]:
    """How often what some entries say stands in the ledger."""
    table = ENTRIES.c
    query = select(table.programme, table.kind, table.first_day, table.name, table["values"]).where(
        table.office_code == desk.office.code,
        table.withdrawn == "",
        table.programme.in_({entry.programme for entry in several}),
        table.first_day.in_({entry.first_day for entry in several}),
        table.name.in_({entry.name for entry in several}),
    )
    return Counter(_said(*row) for row in connection.execute(query))


def _like(entry: Entry) -> tuple[Any, ...]:
    return _said(entry.programme, entry.kind, entry.first_day, entry.name, entry.values)


def _said(*what: Any) -> tuple[Any, ...]:
    """What is the same in an entry that is recorded twice."""
    *plain, told = what
    said = {key: value for key, value in told.items() if value not in (None, "", [])}
    return (*plain, json.dumps(said, sort_keys=True))


def _counted(rows: Iterator[Entry], total: int, told: OnProgress | None) -> Iterator[Entry]:
    for number, entry in enumerate(rows):
        if told and number % TOLD_EVERY == 0:
            told((number, total))
        yield entry


def _spec(heading: Heading) -> FieldSpec:
    kind = Kind.TEXT if heading.kind is Kind.YES_NO else heading.kind  # it comes in words already
    return FieldSpec(heading.key, heading.words, kind, heading.required, None, heading.private, "")


def _cells(around: Around, entry: Entry) -> list[object]:
    """A row for the workbook: figures and days as such where they are exact, all else as it is typed."""
    cells: dict[str, object] = dict(row_of(entry, around))
    if entry.precision in (Precision.DAY, Precision.PERIOD):
        cells |= {"first_day": entry.first_day, "last_day": entry.last_day or ""}
    numbers = {own.key: _number(own, entry.values.get(own.key)) for own in around.kind.fields}
    numbers["people"] = entry.people or None
    for key, number in numbers.items():
        if number is not None and key not in entry.modifiers:
            cells[key] = number
    return [cells[heading.key] for heading in around.headings]


def _number(own: FieldOf, value: Any) -> int | Decimal | None:
    """A value as a number of a workbook; None for what is none, or is too long to come back from one."""
    if own.kind not in FIGURES or value is None:
        return None
    number = Decimal(value)
    if own.kind is Kind.MONEY:
        return int(value) if own.unit == "元" and number < EXACT else None
    return (
        int(value) if own.kind is Kind.NUMBER else number if len(number.as_tuple().digits) <= DIGITS else None
    )


def _example(heading: Heading) -> str:
    """What stands in the example row under a heading; the level is left to be the office's own."""
    if heading.choices and heading.key != "level":
        return "、".join(heading.choices[:2]) if heading.kind is Kind.CHOICES else heading.choices[0]
    return {"name": EXAMPLE, "first_day": "2026.5.9"}.get(heading.key) or EXAMPLES.get(heading.kind, "")
