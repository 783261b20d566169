"""The record of changes, read: in sentences, masked, searched, of one child, and every hole in it found."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import text

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.problems import Refused
from countydesk.domain.revisions import Action
from countydesk.services import beneficiaries, checking, disbursements, revisions, setup
from countydesk.services.desk import Desk
from countydesk.services.revisions import Wanted
from tests.services.applying import entered
from tests.services.work import a_visit, picture

Acting = Callable[[str], Desk]
CARD = "6217003810012345678"


@pytest.fixture
def corrected(desk: Desk, acting: Acting) -> Beneficiary:
    """A child whose card 李明 corrected; 王海 is at the desk."""
    child = beneficiaries.open_child(desk, beneficiaries.listing(desk)[0].id).child
    beneficiaries.correct(desk, child.model_copy(update={"bank_card": CARD}), None, "监护人换卡")
    acting("王海")
    return child


def test_a_change_is_told_in_the_words_of_its_fields_and_masked(corrected: Beneficiary, desk: Desk) -> None:
    line = revisions.listing(desk, Wanted(), limit=1)[0]
    before = f"****{corrected.bank_card[-4:]}" if corrected.bank_card else ""
    assert (line.by, line.action, line.kind, line.subject) == (
        "李明",
        Action.CHANGED,
        "帮扶对象",
        corrected.name,
    )
    assert (line.told[0].title, line.told[0].before, line.told[0].after) == ("银行卡号", before, "****5678")
    assert line.reason == "监护人换卡" and CARD not in line.sentence


def test_what_has_no_name_is_called_by_what_it_belongs_to(paid: Desk, acting: Acting) -> None:
    """A step by its application's child, one of a batch by the roster, a photograph by the child visited."""
    entered(paid)
    visit = a_visit(paid, picture())
    number = disbursements.batches(paid)[0].number
    desk = acting("王海")
    subjects = {
        kind: {line.subject for line in revisions.listing(desk, Wanted(kind=kind))}
        for kind in ("application_step", "batch_step", "photo")
    }
    child = beneficiaries.open_child(desk, visit.beneficiary_id).child
    assert subjects == {"application_step": {"马小兰"}, "batch_step": {number}, "photo": {child.name}}


def test_seen_in_full_it_is_on_record_itself(corrected: Beneficiary, desk: Desk) -> None:
    number = revisions.listing(desk, Wanted(), limit=1)[0].number
    assert revisions.in_full(desk, number).told[0].after == CARD
    last = revisions.listing(desk, Wanted(), limit=1)[0]
    assert (last.number, last.action) == (number + 1, Action.SEEN)
    assert last.sentence == f"第 {number} 条变动的完整内容"
    with pytest.raises(Refused, match="没有这条"):
        revisions.in_full(desk, 10**6)


def test_it_is_narrowed_and_searched(corrected: Beneficiary, desk: Desk) -> None:
    assert revisions.how_many(desk, Wanted(typed="换卡")) == 1
    assert revisions.how_many(desk, Wanted(by="李明", kind="beneficiary", action=Action.CHANGED)) == 1
    assert revisions.how_many(desk, Wanted(by="王海")) == 0
    day = desk.today
    assert revisions.how_many(desk, Wanted(first=day, last=day)) == revisions.how_many(desk, Wanted())
    assert revisions.how_many(desk, Wanted(last=date(2026, 10, 14))) == 0
    named = revisions.listing(desk, Wanted(typed=corrected.name), limit=1000)
    assert corrected.name in {line.subject for line in named}


def test_windows_down_the_whole_record_meet(desk: Desk, acting: Acting) -> None:
    acting("王海")
    total = revisions.how_many(desk, Wanted())
    numbers = [
        line.number for offset in range(0, total, 7) for line in revisions.listing(desk, Wanted(), offset, 7)
    ]
    assert numbers == list(range(total, 0, -1))


def test_one_child_has_a_record_that_a_recorder_may_read(
    corrected: Beneficiary, desk: Desk, acting: Acting
) -> None:
    acting("李明")
    lines = revisions.listing(desk, Wanted(child_id=corrected.id))
    assert {line.kind for line in lines} >= {"帮扶对象", "监护人", "学籍与入库事项"}
    assert {line.subject for line in lines} == {corrected.name}
    with pytest.raises(Refused, match="没有“查阅变动记录”的权限"):
        revisions.listing(desk, Wanted())


def test_it_is_handed_out_masked(corrected: Beneficiary, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "变动记录.xlsx"
    total = revisions.how_many(desk, Wanted())
    assert revisions.hand_out(desk, Wanted(), path) == total
    rows = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
    assert len(rows) == total + 1
    assert not any(CARD in str(cell) for row in rows for cell in row)
    assert revisions.listing(desk, Wanted(), limit=1)[0].sentence == f"导出变动记录 {total} 条:变动记录.xlsx"


def test_what_touches_a_card_or_a_name_asks_for_a_reason(corrected: Beneficiary, desk: Desk) -> None:
    with desk.work() as work:
        for changes in ({"bank_card": "1"}, {"name": "别人"}, {"citizen_id": None}):
            with pytest.raises(Refused, match="须写明原因"):
                work.change(corrected.model_copy(update=changes))
    with pytest.raises(Refused, match="请写改动原因"):
        setup.change_settings(desk, " ", instalments=1)


ATTACKS = {
    "UPDATE revision SET reason = '没有的原因' WHERE number = 9": "第 9 条与写入时不同",
    "UPDATE revision SET digest = 'ff' WHERE number = 9": "第 9 条与写入时不同",
    "DELETE FROM revision WHERE number = 9": "缺第 9 条",
    "DELETE FROM revision WHERE number <= 3": "缺第 1 条",
    "DELETE FROM revision WHERE number > 40": "缺第 41 条",
    "DELETE FROM revision": "缺第 1 条",
    "UPDATE revision SET number = 1000 - number WHERE number IN (9, 991)": "缺第 9 条",
    "UPDATE revision_head SET number = number": "",
    "DELETE FROM revision_head": "末尾被截断",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_hole_is_found_and_the_first_is_named(desk: Desk, attack: str) -> None:
    with desk.engine.begin() as connection:
        triggers = list(
            connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
            if connection.dialect.name == "sqlite"
            else []
        )
        guarded = [(name, sql) for name, sql in triggers if name.startswith("revision_no")]
        for name, _sql in guarded:
            connection.execute(text(f"DROP TRIGGER {name}"))
        if not guarded:
            connection.execute(text("ALTER TABLE revision DISABLE TRIGGER USER"))
        connection.execute(text(attack))
        for _name, sql in guarded:
            connection.execute(text(sql))
        if not guarded:
            connection.execute(text("ALTER TABLE revision ENABLE TRIGGER USER"))
    found = checking.check(desk)
    assert (ATTACKS[attack] in "".join(found)) if ATTACKS[attack] else not found


@pytest.mark.encrypted_file
@pytest.mark.parametrize("replaced", [False, True])
def test_a_trigger_that_is_gone_or_does_nothing_is_found(desk: Desk, replaced: bool) -> None:
    with desk.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER ledger_no_delete"))
        if replaced:
            connection.execute(
                text("CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger BEGIN SELECT 1; END")
            )
    assert checking.check(desk) == ["“发放明细”的防改触发器被去掉或改动过,请停止录入,从备份恢复。"]
