"""Promise 13: what goes out of the desk cannot act: no formula, no macro, no link, no action in a paper."""

import csv
import io
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl

from countydesk.domain.fields import FieldSpec, Kind, fields_of
from countydesk.domain.formulas import FIRST_SIGNS
from countydesk.domain.months import Month, Term
from countydesk.domain.visits import Visit
from countydesk.export.workbook import write_table
from countydesk.services import (
    beneficiaries,
    child_file,
    closing,
    drawing,
    due,
    owing,
    papers,
    register,
    revisions,
    school_lists,
    sending,
    visits,
)
from countydesk.services.desk import Desk
from countydesk.storage.schema import KEPT
from countydesk.sync import certificates, package
from countydesk.sync.certificates import CHINA
from countydesk.sync.manifest import Cover
from countydesk.sync.sheets import Sheet
from tests.conftest import PASSPHRASE, TestClock
from tests.faults import Outcome, county
from ui.tables.clipboard import as_mime
from ui.tables.columns import Column

PROMISE = "导出的内容不会执行:表格里没有公式、宏和外部链接,以 = + - @ 制表符开头的一律是文本,PDF 没有动作。"
BODIES = ("cmd|' /C calc'!A1", 'HYPERLINK("http://x.example","点我")', "1+1", "SUM(A1)*2", "", "\"&x<y>'")
SIGNS = (*FIRST_SIGNS, "\t=", "\r\n=", " =", "'=")
TEXTS = {Kind.TEXT, Kind.LONG_TEXT, Kind.NAME, Kind.CITIZEN_ID, Kind.PHONE, Kind.BANK_CARD, Kind.KEY}
NOW = datetime(2026, 10, 31, 9, 30, tzinfo=CHINA)
ACTIONS = re.compile(
    rb"/OpenAction(?! \[)"  # a place to begin at is no action
    rb"|/(?:JavaScript|JS|Launch|AA|URI|SubmitForm|ImportData|EmbeddedFile|RichMedia|GoToR|XFA)\b"
)
STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)  # pictures and fonts, packed
PARTS = re.compile(r"vba|macro|externalLink|connections|activeX|embeddings|oleObject|customUI|query", re.I)


def run(long: bool) -> Outcome:
    """Plant formulas wherever a person can write, send everything out, and look for one that lives."""
    clock = TestClock()
    found: list[str] = []
    cells = files = 0
    with county.scratch() as folder:
        made = [*planted_sheets(folder, SIGNS if long else SIGNS[:7], BODIES if long else BODIES[:2])]
        with county.copy_of(county.make(folder), clock) as desk:
            made += handed_out(desk, folder, long)
        found += copied([sign + body for sign in SIGNS for body in BODIES])
        found += [] if looked_through(_alive(folder))[1] else ["whoever looks is blind"]
        for path in made:
            count, wrong = looked_through(path)
            cells, files = cells + count, files + 1
            found += [f"{path.name}: {what}" for what in wrong]
    for what in found:
        print(what, file=sys.stderr)
    return Outcome(
        PROMISE, cells, len(found), f"{files} 个文件,{cells} 格或页,活的公式和动作 {len(found)} 处"
    )


def planted_sheets(folder: Path, signs: tuple[str, ...], bodies: tuple[str, ...]) -> Iterator[Path]:
    """Every kind of record that is carried, every text of it planted: as packages and as lists."""
    words = [sign + body for sign in signs for body in bodies]
    sheets = []
    for how in (one for one in KEPT if one.carried):
        specs = tuple(replace(spec, title=f"={spec.title}") for spec in fields_of(how.record))
        rows = [[_planted(spec, word) for spec in specs] for word in words]
        sheets.append(Sheet(f"planted-{how.table.name}", how.title, specs, rows))
        path = folder / f"list-{how.table.name}.xlsx"
        write_table(path, words[0], specs, rows)
        yield path
    key = certificates.new_key("p256")
    unit = "=1+1"
    own = certificates.self_signed(key, "621024", unit, "@合水县", NOW.date())
    cover = Cover(
        office_code="621024",
        office_name="@合水县",
        unit=unit,
        recipient_code="620000",
        month=Month(2026, 10),
        number=1,
        previous_id=None,
        created_at=NOW,
        chain_head="-" * 64,
        four_eyes=True,
        children=0,
    )
    for first in range(0, len(sheets), 15):
        path = folder / f"package-{first}.xlsx"
        package.seal(path, cover, sheets[first : first + 15], None, key, own, NOW)
        yield path


def _planted(spec: FieldSpec, word: str) -> Any:
    return word if spec.kind in TEXTS else None


def handed_out(desk: Desk, folder: Path, long: bool) -> Iterator[Path]:
    """A desk whose people write formulas into every free text, and all that can be taken out of it.

    Drawing a paper takes a second: the short form draws one.
    """
    for number, child in enumerate(beneficiaries.listing(desk, limit=len(SIGNS) if long else 2)):
        word = SIGNS[number] + BODIES[number % len(BODIES)]
        _write_into(desk, child.id, word)
    yield from _lists(desk, folder)
    if long:
        yield from school_lists.write(desk, 2027, folder / "schools")
    desk.operator = desk.operator_named("王海")
    path = folder / "revisions.xlsx"
    revisions.hand_out(desk, revisions.Wanted(), path)
    yield path
    closing.close(desk, Month(2026, 10), note="=1+1")
    yield sending.send(desk, Month(2026, 10), folder, PASSPHRASE).path
    desk.operator = desk.operator_named("李明")
    yield from _papers(desk, folder, long)


def _write_into(desk: Desk, child_id: str, word: str) -> None:
    file = beneficiaries.open_to_correct(desk, child_id)
    free = ("address", "note", "school", "class_name", "bank_name", "village")
    child = file.child.model_copy(update=dict.fromkeys(free, word))
    guardian = file.guardian and file.guardian.model_copy(update={"relation": word})
    beneficiaries.correct(desk, child, guardian, f"{word}更正")
    visit = Visit(
        office_code=desk.office.code,
        id=desk.new_id(),
        beneficiary_id=child_id,
        day=desk.today,
        visitors=word + "李明、赵芳",
        findings=word + "家里尚好",
    )
    visits.record(desk, visit)


def _lists(desk: Desk, folder: Path) -> Iterator[Path]:
    lists = {
        "register": lambda path: register.hand_out(desk, register.Wanted(), path),
        "due": lambda path: due.hand_out(desk, Term.of(desk.today), None, path),
        "owing": lambda path: owing.hand_out(desk, {}, path),
    }
    for name, write in lists.items():
        path = folder / f"{name}.xlsx"
        write(path)
        yield path


def _papers(desk: Desk, folder: Path, long: bool) -> Iterator[Path]:
    batch = drawing.draw(desk, Term.of(desk.today))
    yield papers.save(papers.roster(desk, batch.number), folder)
    if long:
        children = [child.id for child in beneficiaries.listing(desk, limit=3)]
        yield papers.save(papers.visit_forms(desk, children), folder)
        yield papers.save(child_file.file_paper(desk, children[0]), folder)


def _alive(folder: Path) -> Path:
    """A workbook with one formula, which must be found."""
    book = openpyxl.Workbook()
    book.worksheets[0].append(["=1+1"])
    book.save(folder / "alive.xlsx")
    return folder / "alive.xlsx"


def copied(words: list[str]) -> list[str]:
    """The cells that a spreadsheet would compute when they are pasted from our clipboard."""
    mime = as_mime([Column("备注", 0)], [[word] for word in words])
    lines = csv.reader(io.StringIO(mime.text(), newline=""), delimiter="\t")
    return [row[0] for row in lines if row and row[0].startswith(FIRST_SIGNS)]


def looked_through(path: Path) -> tuple[int, list[str]]:
    """How many cells or pages a file has, and whatever could act in it."""
    data = path.read_bytes()
    if data.startswith(b"%PDF"):
        return data.count(b"/Type /Page\n"), [
            found.decode() for found in ACTIONS.findall(STREAM.sub(b"", data))
        ]
    wrong = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if (
                PARTS.search(name)
                or b'TargetMode="External"' in content
                or re.search(rb"<f[ >/]|<!", content)
            ):
                wrong.append(name)
    cells = 0
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            cells += 1
            text = cell.value if isinstance(cell.value, str) else ""
            if cell.data_type == "f" or (text.startswith(FIRST_SIGNS) and not cell.quotePrefix):
                wrong.append(f"{sheet.title}!{cell.coordinate} {text!r}")
    return cells, wrong
