"""Receipts: what the province answered comes back as it was; forged, foreign and old ones do not."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.domain.receipts import ReceiptRow, RowVerdict
from countydesk.sync import parts
from countydesk.sync.receipt import Receipt, open_receipt, seal_receipt
from tests.sync.county import CODE, PROVINCE, SIGNED_AT, TODAY, Signer, sealed
from tests.sync.forging import changed, packed, resigned, unpacked
from tests.sync.office import Province
from tests.sync.office import province as another_province

ANSWER = Receipt(
    package_id="ab" * 32,
    office=CODE,
    month=Month(2026, 10),
    number=2,
    issuer=PROVINCE,
    issued_at=SIGNED_AT,
    accepted=118,
    rows=(
        ReceiptRow(
            kind="beneficiaries",
            record_id="c-0001",
            verdict=RowVerdict.QUERIED,
            sentence="与 621021 的一名对象证件号相同。",
        ),
        ReceiptRow(kind="ledger", record_id="e-1", verdict=RowVerdict.REFUSED, sentence="本学期重复发放。"),
    ),
    totals={"应发": 1200000, "实发": 1000000},
)


@pytest.fixture
def path(province: Province, folder: Path) -> Path:
    to = folder / "回执.xlsx"
    seal_receipt(to, ANSWER, province.signer.key, province.signer.certificate)
    return to


def taken(path: Path, province: Province, **facts: Any) -> Receipt:
    """The receipt as the county takes it in."""
    known: dict[str, datetime | None] = {ANSWER.package_id: None}
    expected = {"issuer": PROVINCE, "office": CODE, "sent": known} | facts
    return open_receipt(path, trust=province.trust, today=TODAY, **expected)[0]


def test_it_comes_back_as_it_was_written(path: Path, province: Province) -> None:
    assert taken(path, province) == ANSWER
    empty = replace(ANSWER, rows=(), totals={})
    seal_receipt(path, empty, province.signer.key, province.signer.certificate)
    assert taken(path, province) == empty


def test_the_same_receipt_has_the_same_id(path: Path, province: Province, folder: Path) -> None:
    again = seal_receipt(folder / "b.xlsx", ANSWER, province.signer.key, province.signer.certificate)
    sent = {ANSWER.package_id: SIGNED_AT}
    known = {"issuer": PROVINCE, "office": CODE, "sent": sent}
    assert open_receipt(path, trust=province.trust, today=TODAY, **known)[1] == again  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"office": "621021"}, "是答复 621024 的,不是答复本单位 621021 的"),
        ({"issuer": "630000"}, "由 620000 签发,不是由上级 630000 签发的"),
        ({"sent": {}}, "答复的第 2 号同步包不是本台账发出的"),
        ({"sent": {ANSWER.package_id: SIGNED_AT + timedelta(seconds=1)}}, "已有更新的回执,这一份是旧的"),
    ],
)
def test_foreign_and_old_ones(path: Path, province: Province, facts: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        taken(path, province, **facts)


def test_forged_ones(path: Path, province: Province, rsa_signer: Signer, signer: Signer) -> None:
    files = unpacked(path.read_bytes())
    rows = parts.sheet_part(2)
    softened = changed(files, rows, "本学期重复发放".encode(), "没有问题,已接收".encode())
    path.write_bytes(packed(softened))
    with pytest.raises(Refused, match=f"部件“/{rows}”的内容与签名时不符"):
        taken(path, province)
    county = province.signer_for(signer.key)
    path.write_bytes(resigned(softened, replace(county)))
    with pytest.raises(Refused, match="证书属于 621024,封面却是 620000 的回执"):
        taken(path, province)
    stranger = another_province(rsa_signer.key)  # type: ignore[arg-type]
    seal_receipt(path, ANSWER, stranger.signer.key, stranger.signer.certificate)
    with pytest.raises(Refused, match="不是由已登记的上级机构签发的"):
        taken(path, province)


def test_a_package_is_no_receipt(province: Province, signer: Signer, folder: Path) -> None:
    path = folder / "sent.xlsx"
    sealed(path, province.signer_for(signer.key))
    with pytest.raises(Refused, match="这份文件不是“困境青少年帮扶同步包回执”"):
        taken(path, province)


def test_only_the_issuer_signs_it(province: Province, signer: Signer, folder: Path) -> None:
    county = province.signer_for(signer.key)
    with pytest.raises(Refused, match="证书属于 621024,不能为 620000 签名"):
        seal_receipt(folder / "a.xlsx", ANSWER, county.key, county.certificate)
    late = replace(ANSWER, issued_at=SIGNED_AT.replace(year=2029))
    with pytest.raises(Refused, match="不在证书的有效期"):
        seal_receipt(folder / "a.xlsx", late, province.signer.key, province.signer.certificate)
    assert list(folder.iterdir()) == []
