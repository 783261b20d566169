"""What the form of an entry finds at hand: the last one, the draft, the whole it belongs to, its parts."""

from datetime import date
from typing import Any

import pytest

from countydesk.domain.entries import Entry
from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.services import closing, entries, entry_forms, recording
from countydesk.services.desk import Desk

ALLIANCE, MEMBER = "alliance.alliance", "alliance.member"


def made(desk: Desk, kind: str, name: str, **more: Any) -> Entry:
    found = desk.catalogue.kinds[kind]
    plain: dict[str, Any] = {
        "office_code": desk.office.code,
        "id": desk.new_id(),
        "ledger": found.ledger,
        "programme": found.programme,
        "kind": found.key,
        "name": name,
        "level": desk.office.level,
        "first_day": date(2026, 10, 3),
    }
    entry = Entry.model_validate(plain | more)
    entries.record(desk, entry)
    return entry


def test_a_new_one_has_the_last_of_its_kind_and_what_it_may_belong_to(desk: Desk) -> None:
    alliance = made(desk, ALLIANCE, "合水县青年创业联盟")
    made(desk, MEMBER, "张小明", belongs_to=alliance.id)
    last = made(desk, MEMBER, "单小红", belongs_to=alliance.id)
    made(desk, "alliance.fund", "专项资金", values={"amount": 500, "origin": "own"})
    at_hand = entry_forms.begin(desk, MEMBER)
    assert at_hand.kind.title == "联盟会员" and at_hand.start is None and at_hand.draft is None
    assert at_hand.previous is not None and at_hand.previous.id == last.id
    assert [whole.id for whole in at_hand.wholes] == [alliance.id]


def test_the_whole_that_is_meant_is_offered_however_old_it_is(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry_forms, "OFFERED", 1)
    first = made(desk, ALLIANCE, "合水县青年创业联盟")
    second = made(desk, ALLIANCE, "西华池镇创业联盟")
    wholes = entry_forms.begin(desk, MEMBER, of=first.id).wholes
    assert [whole.id for whole in wholes] == [first.id, second.id]
    assert [whole.id for whole in entry_forms.wholes(desk, ALLIANCE, "合水")] == [first.id]


def test_without_a_kind_it_is_the_one_of_the_newest_draft(desk: Desk) -> None:
    with pytest.raises(Refused, match="先选一种记录"):
        entry_forms.begin(desk)
    recording.keep_draft(desk, entry_forms.form_of(MEMBER), "m1", {"name": "张"}, {})
    at_hand = entry_forms.begin(desk)
    assert at_hand.kind.name == MEMBER and at_hand.draft is not None and at_hand.draft.texts == {"name": "张"}
    assert entry_forms.begin(desk, ALLIANCE).draft is None


def test_an_opened_one_is_masked_and_has_its_parts(desk: Desk, acting: Any) -> None:
    alliance = made(desk, ALLIANCE, "合水县青年创业联盟")
    member = made(desk, MEMBER, "张小明", belongs_to=alliance.id, values={"phone": "13893456789"})
    opened = entry_forms.opened(desk, alliance.id)
    assert not opened.masked and opened.wholes == []
    parts = {each.kind.title: [entry.name for entry in each.newest] for each in opened.belonging}
    assert parts == {"联盟会员": ["张小明"], "青年创业培训": []}
    assert [each.number for each in opened.belonging] == [1, 0]
    shown = entry_forms.opened(desk, member.id)
    assert shown.masked and shown.entry.values == {"phone": "138****6789"}
    closing.close(acting("王海"), Month(2026, 9))
    assert entry_forms.opened(desk, member.id).closed == {Month(2026, 9)}


def test_what_the_catalogue_has_not_has_no_form(desk: Desk) -> None:
    with pytest.raises(Refused, match="没有这一种记录"):
        entry_forms.begin(desk, "alliance.nothing")
