"""Writing a signed package of 50,000 ledger lines, over raw XML into a zip and over openpyxl write-only.

Ours signs, and reads the whole file back before it takes its name; the floors only write.
"""

import tempfile
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl

from countydesk.domain.disbursements import EntryKind, LedgerEntry
from countydesk.domain.fields import fields_of
from countydesk.domain.months import Month
from countydesk.sync import certificates, manifest
from countydesk.sync.manifest import Cover
from countydesk.sync.package import seal
from countydesk.sync.sheets import Sheet
from tests.bench.ratios import compare

LINES = 50_000
NOW = datetime(2026, 10, 31, 9, tzinfo=UTC)


def run() -> None:
    """Compare the sealed package with the floor."""
    key = certificates.new_key("p256")
    certificate = certificates.self_signed(key, "621024", "共青团合水县委员会", "合水县", NOW.date())
    entries = [_entry(number) for number in range(LINES)]
    specs = fields_of(LedgerEntry)
    rows = [tuple(getattr(entry, spec.name) for spec in specs) for entry in entries]
    cover = Cover(
        office_code="621024",
        office_name="合水县",
        unit="共青团合水县委员会",
        recipient_code="620000",
        month=Month(2026, 10),
        number=1,
        previous_id=None,
        created_at=NOW,
        chain_head="0" * 64,
        four_eyes=True,
        children=LINES,
        totals=manifest.money_totals((entry.kind, entry.fen) for entry in entries),
    )
    with tempfile.TemporaryDirectory() as folder:
        sheet = Sheet("ledger", "发放明细", specs, rows)

        def ours() -> None:
            seal(Path(folder) / "package.xlsx", cover, [sheet], None, key, certificate, NOW)

        compare(f"package of {LINES} lines over raw XML", ours, lambda: _raw(Path(folder) / "raw.zip", rows))
        compare(
            f"package of {LINES} lines over openpyxl",
            ours,
            lambda: _openpyxl(Path(folder) / "o.xlsx", rows),
            0.25,
        )


def _entry(number: int) -> LedgerEntry:
    return LedgerEntry.model_construct(
        office_code="621024",
        id=f"entry-{number:032d}",
        batch_id="batch-1",
        line_id=f"line-{number:032d}",
        beneficiary_id=f"child-{number:031d}",
        kind=EntryKind.DUE,
        fen=180000,
        day=date(2026, 10, 15),
        reason="",
        proxy="",
        reverses_id=None,
        by="李明",
        at=NOW,
    )


def _raw(path: Path, rows: list[tuple[object, ...]]) -> None:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("sheet.xml", "w") as part,
    ):
        for row in rows:
            cells = "".join(f'<c t="inlineStr"><is><t>{value}</t></is></c>' for value in row)
            part.write(f"<row>{cells}</row>".encode())


def _openpyxl(path: Path, rows: list[tuple[object, ...]]) -> None:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet()
    for row in rows:
        page.append([None if value is None else str(value) for value in row])
    book.save(path)
