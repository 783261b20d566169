"""A transaction writes the record and its change together, or neither."""

import json

import pytest
from sqlalchemy import select, text

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.problems import Refused
from countydesk.domain.revisions import Revision
from countydesk.services.desk import Desk
from countydesk.storage import revisions
from countydesk.storage.revisions import REVISIONS, Break
from countydesk.storage.unit_of_work import Work, new_id


def _some_child(desk: Desk) -> Beneficiary:
    with desk.work() as work:
        return work.all(Beneficiary)[0]


def _last_revision(desk: Desk) -> Revision:
    with desk.read() as connection:
        row = connection.execute(select(REVISIONS).order_by(REVISIONS.c.number.desc())).mappings().first()
        assert row is not None
        [revision] = desk.child_keys(connection).opened([Revision.model_validate(dict(row))])
    return revision


def test_a_change_is_written_with_who_when_old_and_new(desk: Desk) -> None:
    child = _some_child(desk)
    with desk.work() as work:
        work.change(child.model_copy(update={"school": "县第三中学"}), reason="转学")
        assert work.commit() == {"beneficiary"}
    last = _last_revision(desk)
    assert (last.by, last.at, last.kind, last.record_id, last.reason) == (
        "李明",
        desk.clock(),
        "beneficiary",
        child.id,
        "转学",
    )
    assert json.loads(last.changes) == {"school": [child.school, "县第三中学"]}


def test_what_is_not_committed_never_was(desk: Desk) -> None:
    child, before = _some_child(desk), _last_revision(desk)
    with desk.work() as work:
        work.change(child.model_copy(update={"school": "县第三中学"}))
    assert _some_child(desk) == child
    assert _last_revision(desk) == before


def test_saying_the_same_again_changes_nothing(desk: Desk) -> None:
    child, before = _some_child(desk), _last_revision(desk)
    with desk.work() as work:
        assert not work.change(child)
        work.add(child)
        work.commit()
    assert _last_revision(desk) == before


def test_another_record_under_the_same_id_is_refused(desk: Desk) -> None:
    child = _some_child(desk)
    with desk.work() as work, pytest.raises(Refused, match="内容与现在不同"):
        work.add(child.model_copy(update={"school": "县第三中学"}))


def test_the_chain_finds_a_rewritten_past(desk: Desk) -> None:
    with desk.work() as work:
        assert revisions.first_break(work.connection, "621024", desk.chain_key) is None
        _unguarded(work)
        work.connection.execute(text("UPDATE revision SET by = '别人' WHERE number = 5"))
        broken = revisions.first_break(work.connection, "621024", desk.chain_key)
        assert broken == Break(5, missing=False)
        work.connection.execute(text("DELETE FROM revision WHERE number = 3"))
        broken = revisions.first_break(work.connection, "621024", desk.chain_key)
        assert broken == Break(3, missing=True)


def _unguarded(work: Work) -> None:
    """Somebody who may do anything to the database takes the triggers away."""
    if work.connection.dialect.name == "postgresql":
        work.connection.execute(text("ALTER TABLE revision DISABLE TRIGGER USER"))
    else:
        work.connection.execute(text("DROP TRIGGER revision_no_update"))
        work.connection.execute(text("DROP TRIGGER revision_no_delete"))


def test_ids_sort_in_the_order_of_their_making() -> None:
    ids = [new_id() for _ in range(2000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
