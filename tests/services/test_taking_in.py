"""A workbook from outside at the desk: read apart, stopped when nobody wants it, and never half."""

import os
from pathlib import Path

import pytest

from countydesk.domain.problems import Refused
from countydesk.services import taking_in
from countydesk.services.desk import Desk
from countydesk.services.taking_in import Verdict
from tests.faults import hostile_workbooks

TABLE = "姓名,身份证号,学校,年级,备注\n张小明,621223201201019991,龙泉镇中心小学,三年级,{}\n"


class Stopped(Exception):
    """Nobody wants it any more."""


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "台账.csv"
    path.write_bytes(TABLE.format("无").encode("gbk"))
    return path


def test_reading_is_told_and_can_be_stopped(desk: Desk, ledger: Path) -> None:
    told: list[tuple[int, int]] = []
    assert taking_in.preview(desk, ledger, on_progress=told.append).count(Verdict.NEW) == 1
    assert told[0] == (0, 0) and told[-1] == (0, 1)

    def stop(_rows: tuple[int, int]) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        taking_in.preview(desk, ledger, on_progress=stop)


def test_a_bomb_is_a_sentence(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "炸弹.xlsx"
    path.write_bytes(hostile_workbooks.gigabyte_of_zeros())
    with pytest.raises(Refused, match="展开后过大"):
        taking_in.preview(desk, path)


def test_a_cell_that_is_cut_is_told(desk: Desk, ledger: Path) -> None:
    ledger.write_bytes(TABLE.format("张" * 600).encode("gbk"))
    shown = taking_in.preview(desk, ledger)
    assert [str(note) for note in shown.ledger.notes] == ["第 2 行有超过 500 字的格,只读了前 500 字。"]
    assert len(shown.rows[0].source.note) == 500


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_file_whose_name_is_no_text_is_taken_in(desk: Desk, ledger: Path) -> None:
    odd = ledger.rename(ledger.parent / os.fsdecode("台账".encode("gbk") + b".csv"))
    shown = taking_in.preview(desk, odd)
    assert taking_in.accept(desk, shown)
    assert shown.file_name.encode("utf-8")
