"""What was sealed comes out again; what went wrong leaves nothing behind."""

import errno
import io
import os
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countydesk.domain.months import Month
from countydesk.domain.problems import Refused, Unavailable
from countydesk.sync import certificates, manifest, parts, sheets, signature
from countydesk.sync.archive import Limits
from countydesk.sync.package import open_package, seal
from countydesk.sync.sheets import Sheet
from tests.sync import county
from tests.sync.county import CHILD, CODE, ENTRY, PHOTOS, SIGNED_AT, TODAY, Family, Signer, sealed
from tests.sync.forging import CHILDREN, unpacked


def test_what_was_sealed_comes_out_again(signer: Signer, folder: Path) -> None:
    path = folder / "621024-2026-10.xlsx"
    written = sealed(path, signer)
    opened = open_package(path, today=TODAY)
    assert opened.verdict.problem is None
    assert opened.cover == written.cover
    assert list(opened.rows("beneficiaries", CHILD)) == county.children(6)
    assert list(opened.rows(manifest.LEDGER, ENTRY)) == county.entries(6)
    assert list(opened.photos()) == PHOTOS
    assert [(one.key, one.rows) for one in opened.cover.sheets] == [("beneficiaries", 6), ("ledger", 14)]
    assert written.size == path.stat().st_size
    assert written.rows == 20
    assert list(folder.iterdir()) == [path]


def test_the_verdict_tells_whose_it_is_and_what_was_checked(signer: Signer, folder: Path) -> None:
    written = sealed(folder / "a.xlsx", signer)
    verdict = open_package(folder / "a.xlsx").verdict
    assert verdict.valid and verdict.package_id == written.package_id
    assert (verdict.county, verdict.month, verdict.number) == (CODE, Month(2026, 10), 2)
    assert (verdict.signer, verdict.parts, verdict.trusted) == ("合水县 621024", 9, None)
    assert verdict.checked == (
        "压缩包结构",
        "签名结构与算法",
        "签名值",
        "各部件摘要",
        "内容类型",
        "全部部件和关系均已签名",
        "证书摘要",
        "证书用途与有效期",
        "证书单位与封面一致",
        "封面与各表行数、金额",
    )


def test_rsa_and_no_photos(rsa_signer: Signer, folder: Path) -> None:
    written = sealed(folder / "a.xlsx", rsa_signer, photos=None)
    opened = open_package(folder / "a.xlsx")
    assert opened.verdict.valid and opened.verdict.parts == 8
    assert written.cover.algorithms == "RSA-SHA256"
    assert list(opened.photos()) == []


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ROWS = st.lists(
    st.tuples(
        TEXTS,
        TEXTS,
        st.none() | TEXTS,
        st.none() | st.dates(),
        st.none() | st.sampled_from(Family),
        st.lists(st.sampled_from(Family)),
        st.none() | st.booleans(),
        st.none() | st.integers(-999, 999),
        st.none() | st.integers(-(10**12), 10**12),
        st.none() | st.just("2026-10"),
        st.none() | st.just(SIGNED_AT),
        st.none() | st.text(st.sampled_from("=+-@\t\r\n <&>\"'_x0041_𬸚·"), max_size=20),
    ),
    max_size=6,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_any_rows_come_out_as_they_went_in(signer: Signer, folder: Path, rows: list[tuple[Any, ...]]) -> None:
    path = folder / "a.xlsx"
    facts = county.cover(totals={})
    records = [Sheet("beneficiaries", "帮扶对象", CHILD, rows)]
    seal(path, facts, records, None, signer.key, signer.certificate, SIGNED_AT)
    assert [tuple(row) for row in open_package(path).rows("beneficiaries", CHILD)] == rows


def test_a_person_reads_the_same_in_a_spreadsheet(package: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(package))
    assert book.sheetnames == ["封面", "帮扶对象", "发放明细"]
    page = book["帮扶对象"]
    assert [cell.value for cell in page[1]] == [spec.title for spec in CHILD]
    assert page.freeze_panes == "A2" and page.print_title_rows == "$1:$1"
    assert page["B3"].value == "𬸚䶮" and page["C3"].number_format == "@"
    assert page["D3"].value.date().isoformat() == "2012-03-02"
    assert page["I3"].value == 1800.01 and page["I3"].number_format == "#,##0.00"
    assert (page["E3"].value, page["F3"].value, page["G3"].value) == ("孤儿", "单亲", "是")
    assert page["L3"].data_type != "f" and page["L3"].value.startswith("=1+1")
    assert page.column_dimensions["A"].hidden, "keys are for programs"
    cover = {row[0].value: row[1].value for row in book["封面"].iter_rows(max_col=2)}
    assert (cover["月份"], cover["单位代码"], cover["实发"]) == ("2026-10", "621024", 4000)


def test_every_part_is_signed_and_none_is_left_of_office(package: bytes) -> None:
    files = unpacked(package)
    signed = signature.read(files[parts.SIGNATURE]).statement.parts
    assert {line.name for line in signed} == files.keys() - parts.UNSIGNED
    assert not [name for name in files if name.startswith("docProps")]
    assert zipfile.ZipFile(io.BytesIO(package)).namelist()[0] == parts.CONTENT_TYPES


def test_twenty_sheets_are_within_thirty_signed_parts(signer: Signer, folder: Path) -> None:
    def many(count: int) -> list[Sheet]:
        return [Sheet(f"k{number}", f"第{number}表", CHILD, []) for number in range(count)]

    facts = county.cover(totals={})
    seal(folder / "a.xlsx", facts, many(20), [], signer.key, signer.certificate, SIGNED_AT)
    verdict = open_package(folder / "a.xlsx").verdict
    assert verdict.valid and verdict.parts <= 30
    with pytest.raises(Refused, match="最多 20 张工作表,现有 21 张"):
        seal(folder / "b.xlsx", facts, many(21), [], signer.key, signer.certificate, SIGNED_AT)


def test_a_value_that_no_cell_can_hold_is_named(signer: Signer, folder: Path) -> None:
    rows = county.children(3)
    rows[2][11] = "长" * 32_768
    with pytest.raises(Refused) as refusal:
        seal(
            folder / "a.xlsx",
            county.cover(totals={}),
            [Sheet("beneficiaries", "帮扶对象", CHILD, rows)],
            None,
            signer.key,
            signer.certificate,
            SIGNED_AT,
        )
    assert str(refusal.value) == "“帮扶对象”第 4 行“备注”有 32768 个字,超过单元格上限 32767 个,请缩短。"
    assert list(folder.iterdir()) == []


def test_more_rows_than_a_sheet_can_hold(
    signer: Signer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 6)
    with pytest.raises(Refused, match=r"“帮扶对象”超过 5 行"):
        sealed(folder / "a.xlsx", signer)
    assert list(folder.iterdir()) == []


def test_a_cover_that_does_not_add_up_is_not_sent(signer: Signer, folder: Path) -> None:
    with pytest.raises(Refused, match=r"封面写明“应发”1.00 元,按发放明细应为 6,000.00 元"):
        sealed(
            folder / "a.xlsx", signer, totals={"应发": 100, "实发": 400000, "退汇未重发": 200000, "未发": 0}
        )
    assert list(folder.iterdir()) == []


def test_only_the_countys_own_valid_certificate_signs(
    signer: Signer, rsa_signer: Signer, folder: Path
) -> None:
    path = folder / "a.xlsx"
    with pytest.raises(Refused, match="证书属于 621024,不能为 621025 签名"):
        sealed(path, signer, office_code="621025")
    with pytest.raises(Refused, match="私钥与证书不配对"):
        sealed(path, Signer(rsa_signer.key, signer.certificate))
    late = SIGNED_AT + timedelta(days=3 * 365)
    with pytest.raises(Refused, match=r"不在证书的有效期\(2026-11-22 至 2028-11-22\)内"):
        seal(path, county.cover(), county.sheets(), None, signer.key, signer.certificate, late)
    assert list(folder.iterdir()) == []


def test_an_expired_certificate_and_a_clock_that_is_wrong(signer: Signer, folder: Path) -> None:
    path = folder / "a.xlsx"
    sealed(path, signer)
    late, early = TODAY.replace(year=2029), TODAY - timedelta(days=9)
    assert "有效期" in str(open_package(path, today=late).verdict.problem)
    assert "有效期" in str(open_package(path, today=early).verdict.problem)
    assert open_package(path, today=TODAY).verdict.valid


class Enough(Exception):
    """The operator pressed cancel."""


def test_progress_is_told_and_may_cancel(signer: Signer, folder: Path) -> None:
    path, told = folder / "a.xlsx", []
    path.write_bytes(b"last month's")

    def progress(done: int) -> None:
        told.append(done)
        if done > 600:
            raise Enough

    rows = [Sheet("beneficiaries", "帮扶对象", CHILD, county.children(2000))]
    arguments = (None, signer.key, signer.certificate, SIGNED_AT)
    with pytest.raises(Enough):
        seal(path, county.cover(totals={}), rows, *arguments, on_progress=progress)
    assert told[0] > 0 and told == sorted(told)
    assert path.read_bytes() == b"last month's"
    assert list(folder.iterdir()) == [path]


def test_nothing_is_spilled_into_the_temporary_folder(
    signer: Signer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """openpyxl keeps whole sheets there, in the clear, while it writes."""
    spill = folder / "temp"
    spill.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spill))
    seen: list[list[Path]] = []
    facts, records = county.cover(), county.sheets()
    seal(
        folder / "a.xlsx",
        facts,
        records,
        None,
        signer.key,
        signer.certificate,
        SIGNED_AT,
        on_progress=lambda done: seen.append(list(spill.iterdir())),
    )
    assert seen and not any(seen)
    assert not list(spill.iterdir())


class FailingFile(io.FileIO):
    """A disk that is full at its n-th write."""

    left = 0

    def write(self, data: Any) -> int:
        FailingFile.left -= 1
        if FailingFile.left < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data) or 0


def failing_open(self: Path, mode: str = "r", *rest: Any) -> Any:
    return FailingFile(str(self), "xb") if mode == "xb" else open(self, mode)


def test_a_full_disk_at_any_write_leaves_the_old_file(
    signer: Signer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, full = folder / "a.xlsx", 0
    path.write_bytes(b"last month's")
    monkeypatch.setattr(Path, "open", failing_open)
    for writes in range(1000):
        FailingFile.left = writes
        try:
            sealed(path, signer)
            break
        except Unavailable as fault:
            full += 1
            assert str(fault) == f"无法写入“{path}”:磁盘已满。"
            assert list(folder.iterdir()) == [path]
            assert path.read_bytes() == b"last month's"
    assert full > 20
    assert open_package(path).verdict.valid


@pytest.mark.parametrize("act", ["fsync", "replace"])
def test_a_stick_pulled_at_the_end_leaves_the_old_file(
    act: str, signer: Signer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pulled(*arguments: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    path = folder / "a.xlsx"
    path.write_bytes(b"last month's")
    with monkeypatch.context() as patch:
        patch.setattr(os, act, pulled)
        with pytest.raises(Unavailable, match="磁盘读写出错,U 盘可能已拔出"):
            sealed(path, signer)
    assert path.read_bytes() == b"last month's"
    assert list(folder.iterdir()) == [path]


def test_a_disk_that_keeps_other_bytes_is_found_out(
    signer: Signer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def corrupting(file: int) -> None:
        [draft] = folder.glob(".*.part")
        data = draft.read_bytes()
        draft.write_bytes(data[:3000] + bytes([data[3000] ^ 1]) + data[3001:])

    monkeypatch.setattr(os, "fsync", corrupting)
    with pytest.raises(Refused, match=r"同步包未能写成,检验时发现:"):
        sealed(folder / "a.xlsx", signer)
    assert list(folder.iterdir()) == []


def test_a_file_that_is_not_there_or_not_ours(folder: Path) -> None:
    with pytest.raises(Unavailable, match=r"找不到文件"):
        open_package(folder / "missing.xlsx")
    book = openpyxl.Workbook()
    book.save(folder / "plain.xlsx")
    opened = open_package(folder / "plain.xlsx")
    assert opened.verdict.problem == "文件没有数字签名。"
    for act in (lambda: opened.cover, lambda: opened.rows("beneficiaries", CHILD), opened.photos):
        with pytest.raises(Refused, match=r"文件没有数字签名。"):
            act()
    assert "确认没有选错" in str(
        open_package(folder / "plain.xlsx", limits=Limits(file_bytes=9)).verdict.problem
    )


def test_rows_are_read_only_with_the_fields_they_were_written_with(package: bytes, folder: Path) -> None:
    path = folder / "a.xlsx"
    path.write_bytes(package)
    opened = open_package(path)
    with pytest.raises(Refused, match="“帮扶对象”的表头与本程序的字段不符"):
        list(opened.rows("beneficiaries", CHILD[:-1] + CHILD[:1]))
    with pytest.raises(Refused, match=r"“帮扶对象”第 1 行“.*”多出一格"):
        list(opened.rows("beneficiaries", CHILD[:-1]))
    with pytest.raises(Refused, match="没有“visits”工作表"):
        opened.rows("visits", CHILD)


def test_photos_are_named_by_content(signer: Signer, folder: Path) -> None:
    for names in (("照片.jpg",), ("../a.jpg",), ("a.jpg", "A.jpg")):
        with pytest.raises(ValueError, match="a photo cannot be called"):
            sealed(folder / "a.xlsx", signer, photos=[(name, b"x") for name in names])
    assert list(folder.iterdir()) == []


def test_rows_may_come_from_anywhere_one_by_one(signer: Signer, folder: Path) -> None:
    def rows() -> Iterator[list[Any]]:
        yield from county.children(1200)

    facts, records = county.cover(totals={}), [Sheet("beneficiaries", "帮扶对象", CHILD, rows())]
    written = seal(folder / "a.xlsx", facts, records, None, signer.key, signer.certificate, SIGNED_AT)
    opened = open_package(folder / "a.xlsx")
    assert written.rows == 1200
    assert list(opened.rows("beneficiaries", CHILD)) == county.children(1200)
    assert unpacked((folder / "a.xlsx").read_bytes())[CHILDREN].count(b"<dimension") == 0


def test_trust(signer: Signer, folder: Path) -> None:
    """Pinned to another authority, a certificate that signed itself is refused."""
    sealed(folder / "a.xlsx", signer)
    trust = certificates.Trust((signer.certificate,))
    verdict = open_package(folder / "a.xlsx", trust=trust).verdict
    assert (verdict.valid, verdict.trusted) == (False, False)
    assert verdict.problem == "证书不是由已登记的上级机构签发的。"
