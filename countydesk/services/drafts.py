"""Drafts: what was typed into a form and not yet saved, kept encrypted in the desk."""

import json
from collections.abc import Mapping
from typing import Any

from countydesk.domain.operators import Act
from countydesk.services.desk import Desk
from countydesk.storage.closing import DRAFTS, Draft
from countydesk.storage.unit_of_work import Work


def keep(desk: Desk, form: str, values: Mapping[str, Any]) -> None:
    """Keep what the operator has typed into a form so far."""
    desk.acting(Act.LOOK)  # one's own, whatever one may do with it later
    with desk.work() as work:
        draft = _draft(desk, work.now, form, json.dumps(values, ensure_ascii=False, default=str))
        if work.get(Draft, desk.office.code, desk.operator.name, form):
            work.change(draft)
        else:
            work.add(draft)
        work.commit()


def recall(desk: Desk, form: str) -> dict[str, Any] | None:
    """What the operator had typed into a form, or None."""
    with desk.work() as work:
        draft = work.get(Draft, desk.office.code, desk.operator.name, form)
    return json.loads(draft.values) if draft else None


def forget(desk: Desk, form: str) -> None:
    """The form was saved or given up."""
    desk.acting(Act.LOOK)
    with desk.work() as work:
        draft = work.get(Draft, desk.office.code, desk.operator.name, form)
        if draft:
            work.remove(draft)
            work.commit()


def waiting(desk: Desk, work: Work, kind: str) -> list[str]:
    """The forms of a kind ("visit", "activity") that the operator began and has not saved, newest first."""
    own = work.all(Draft, DRAFTS.c.operator == desk.operator.name, order=(DRAFTS.c.at.desc(),))
    return [draft.form for draft in own if draft.form.partition(":")[0] == kind]


def _draft(desk: Desk, now: Any, form: str, text: str) -> Draft:
    return Draft(office_code=desk.office.code, operator=desk.operator.name, form=form, values=text, at=now)
