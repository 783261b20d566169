"""One package compared with what is held of its office, and written over it in one transaction."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import Connection

from countydesk.domain.disbursements import Batch, Claim
from countydesk.domain.merging import Found, Row, Tally, compared
from countydesk.domain.retention import Erasure
from countydesk.services import carrying
from countydesk.storage import merging
from countydesk.storage.bulk import AT_ONCE
from countydesk.storage.erasing import Erased, erase, erased
from countydesk.storage.schema import Kept, kept
from countydesk.sync.opening import Opened

OnRows = Callable[[int], None]
BATCH = kept(Batch)


@dataclass
class Difference:
    """What a package says otherwise of one kind.

    Of a kind that nothing is held of, the new rows are not listed here: they are read as they are
    written, so that the first package of a large county fits in memory.
    """

    how: Kept
    first: bool
    tally: Tally
    new: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)


def differences(connection: Connection, opened: Opened, on_rows: OnRows) -> list[Difference]:
    """Compare every kind of a verified package with what is held of its office; nothing is written.

    `on_rows` gets the number of rows compared at a time and may raise to cancel. Raises `Refused`
    for rows that do not belong there.
    """
    without = erased(connection, opened.cover.office_code, forgotten(opened))
    return [_difference(connection, opened, how, without, on_rows) for how in carrying.SHEETS]


def forgotten(opened: Opened) -> list[str]:
    """The children that the office has made anonymous: what is held of them is to be forgotten too."""
    told = cast(Sequence[Erasure], carrying.setup_of(opened).records[Erasure])
    return [each.beneficiary_id for each in told if each.done]


def _difference(
    connection: Connection, opened: Opened, how: Kept, without: Erased, on_rows: OnRows
) -> Difference:
    office = opened.cover.office_code
    total = next(sheet.rows for sheet in opened.cover.sheets if sheet.key == how.table.name)
    if not merging.has_rows(connection, how, office):
        return Difference(how, True, Tally(how.table.name, how.title, new=total))
    names = list(how.record.model_fields)
    lists: dict[Found, list[Row]] = {found: [] for found in Found}
    same = 0
    # A past without its persons is no other past.
    held = without.read(how, carrying.held_rows(connection, how, office))
    sent = carrying.sent_rows(opened, how)
    for found, row in compared(held, sent, [names.index(name) for name in how.key]):
        if found is Found.SAME:
            same += 1
            if same % AT_ONCE == 0:
                on_rows(AT_ONCE)
        else:
            lists[found].append(row)
    on_rows(total - same // AT_ONCE * AT_ONCE)
    new, changed, gone = lists[Found.NEW], lists[Found.CHANGED], lists[Found.GONE]
    rewritten = len(changed) + len(gone) if how.table in merging.APPENDED else 0
    tally = Tally(how.table.name, how.title, len(new), len(changed), same, len(gone), rewritten)
    return Difference(how, False, tally, new, changed, gone)


def write(
    connection: Connection, opened: Opened, found: Sequence[Difference], on_rows: OnRows
) -> list[tuple[Claim, str]]:
    """Write the differences; afterwards the office's rows are those of the package.

    Rows of a past that is rewritten are written too: whoever calls has had that decided. Returns
    the claims on a half year that another batch of the office has taken.
    """
    office = opened.cover.office_code
    terms = carrying.setup_of(opened).terms
    erase(connection, office, forgotten(opened))
    rewritten = [each.how.table for each in found if each.tally.rewritten]
    with merging.rewriting(connection, rewritten) if rewritten else nullcontext():
        batches = _batches(found, everything=bool(rewritten))
        merging.drop_claims(connection, office, _all_batches(connection, office, batches))
        for each in reversed(found):
            merging.remove(connection, each.how, each.gone)
        for each in found:
            merging.write_changed(connection, each.how, each.changed)
            if each.first:
                merging.write_new(connection, each.how, carrying.sent_rows(opened, each.how), on_rows)
            else:
                merging.write_new(connection, each.how, each.new)
    return merging.derive_claims(connection, office, terms, _all_batches(connection, office, batches))


def _batches(found: Sequence[Difference], everything: bool) -> list[str] | None:
    """The ids of the batches whose claims may be others now; None for all."""
    (own,) = (each for each in found if each.how is BATCH)
    if own.first or everything:
        return None
    at = list(Batch.model_fields).index("id")
    return [row[at] for row in (*own.new, *own.changed, *own.gone)]


def _all_batches(connection: Connection, office: str, batches: list[str] | None) -> list[str]:
    if batches is not None:
        return batches
    at = list(Batch.model_fields).index("id")
    return [row[at] for row in carrying.held_rows(connection, BATCH, office)]
