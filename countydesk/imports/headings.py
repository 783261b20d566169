"""Where a ledger begins in a sheet: its heading rows, what each column is, and which rows are no child.

Offices put titles above, group headings in two rows, repeat them on every printed page, and end with
totals and signature lines.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from countydesk.imports.columns import FLAG, OTHER, meaning, plain, preference
from countydesk.imports.tables import Row, Sheet, Value, shown

SEARCHED_ROWS = 60
LONGEST_LABEL = 24
MOST_HEADING_ROWS = 3
TOTALS = re.compile(
    r"^(?:本页|本校|本乡镇?|全县|全镇|各)?(?:小计|合计|总计|总合计|共计|累计)(?:$|[::(0-9大金人¥])"
)
SIGNATURES = re.compile(
    r"^(?:单位|部门|分管|主管|财务)?(?:负责人|审核人?|复核人?|审批人?|制表人?|填报人?|填表人?|经办人?|联系人|领导"
    r"|监发人|发放人|证明人|主管|填报单位|填报日期|填报时间|填表日期|填表时间|制表日期|制表时间|报送日期|报送单位"
    r"|单位|日期|联系电话|盖章|签字|电话|注|备注|说明|附注|填表说明|填报说明)(?:\((?:签[字章]|盖章)\))?[::]"
)


@dataclass(frozen=True)
class Heading:
    """A found heading: `row` is the number of its last row; `columns` gives the place of each meaning,
    counted from 0; `flags` the ticked columns with their labels; `labels` the words of every column.
    """

    row: int
    columns: dict[str, int]
    flags: dict[int, str]
    labels: dict[int, str]
    notes: tuple[str, ...] = ()
    above: tuple[Row, ...] = field(default=(), repr=False)

    @property
    def score(self) -> int:
        return len(self.columns) + len(self.flags)


def find_heading(sheet: Sheet) -> Heading | None:
    """The heading of a sheet that holds a ledger of children, or None for any other sheet.

    It must have a column of names or of citizen IDs, and two further columns that are understood
    (or names and IDs).
    """
    rows = sheet.rows[:SEARCHED_ROWS]
    scored = [(_score(row), -place) for place, row in enumerate(rows)]
    if not scored or max(scored)[0] < 2:
        return None
    place = -max(scored)[1]
    first = last = place
    while first > 0 and last - first + 1 < MOST_HEADING_ROWS and _is_group_row(rows[first - 1], rows[first]):
        first -= 1
    while last + 1 < len(rows) and last - first + 1 < MOST_HEADING_ROWS:
        if not _is_lower_row(rows[last], rows[last + 1]):
            break
        last += 1
    heading = _heading_of(rows[first : last + 1], rows[:first])
    known = heading.columns.keys() - {"serial", "note"}
    if not {"name", "id"} & known or not ({"name", "id"} <= known or len(known) >= 3):
        return None
    return heading


def data_rows(sheet: Sheet, heading: Heading) -> Iterator[Row]:
    """The rows below a heading that hold something and are no total, signature or repeated heading."""
    for row in sheet.rows:
        if row.number > heading.row and not is_no_child(row, heading):
            yield row


def is_no_child(row: Row, heading: Heading) -> bool:
    """Whether a row is blank but for formulas, a total, a signature line, a note, or the heading again."""
    # With a number in the place of the ID it is a child, whatever its note says.
    if re.search(r"[0-9]{6}", cell_text(row, heading, "id")):
        return False
    texts = [text for value in row.values if (text := _text(value))]
    if not texts or all(text.startswith("=") for text in texts):
        return True
    again = sum(_text(v) == plain(heading.labels.get(c, "")) != "" for c, v in enumerate(row.values))
    if again >= 2 and again * 2 >= len(set(texts)):
        return True
    if any(TOTALS.match(text) for text in texts[:3]):
        return True
    signed = texts if not cell_text(row, heading, "name") else texts[:1]
    return any(SIGNATURES.match(text) for text in signed)


def cell_text(row: Row, heading: Heading, meaning: str) -> str:
    """The text in a row's column of that meaning, without blanks; empty where there is none."""
    column = heading.columns.get(meaning)
    return _text(row.values[column]) if column is not None and column < len(row.values) else ""


def section_of(row: Row) -> str | None:
    """The text of a row that holds one thing only, apart from a number: a section ("哈达铺镇")."""
    texts = {text for value in row.values if (text := _text(value)) and not text.startswith("=")}
    words = {text for text in texts if not re.fullmatch(r"[0-9.]+", text)}
    return words.pop() if len(words) == 1 else None


def _text(value: Value) -> str:
    return plain(shown(value))


def _labels(row: Row) -> dict[int, str]:
    """The cells of a row that could be headings: short words, no long numbers, nothing after a colon."""
    return {
        column: value
        for column, value in enumerate(row.values)
        if isinstance(value, str) and _could_be_label(plain(value))
    }


def _could_be_label(text: str) -> bool:
    bare = re.sub(r"\([^()]*\)", "", text)
    return (
        0 < len(bare) <= LONGEST_LABEL
        and not re.search(r"[::].|[0-9]{6}|^=", bare)
        and not SIGNATURES.match(text)
    )


def _score(row: Row) -> int:
    """How many different columns a row names; nothing for a row without names and IDs."""
    labels = _labels(row)
    found = {meaning([label]) for label in labels.values()} - {None, OTHER}
    distinct = len({plain(label) for label in labels.values()})
    return min(len(found), distinct) if found & {"name", "id"} else 0


def _is_group_row(upper: Row, lower: Row) -> bool:
    """Whether the row above names groups of the columns (监护人情况 over 姓名 and 电话)."""
    labels, below = _labels(upper), _labels(lower)
    texts = {text for value in upper.values if (text := _text(value))}
    if len(labels) < 2 or len(texts) < 2 or len(texts - {plain(t) for t in labels.values()}) > 0:
        return False
    fitting = sum(meaning([label]) is not None or below.get(c) == label for c, label in labels.items())
    return fitting * 2 >= len(labels)


def _is_lower_row(upper: Row, lower: Row) -> bool:
    """Whether the row below still belongs to the heading: only labels, new ones or the same again."""
    labels, above = _labels(lower), _labels(upper)
    if not labels or sum(value is not None for value in lower.values) != len(labels):
        return False
    fresh = [label for column, label in labels.items() if above.get(column) != label]
    if not fresh or (len(fresh) == len(labels) and _score(lower) >= 3):
        return False  # a repeated heading or nothing new
    return all(meaning([label]) is not None for label in fresh)


def _heading_of(rows: tuple[Row, ...], above: tuple[Row, ...]) -> Heading:
    stacks = _stacks(rows)
    candidates: dict[str, list[int]] = {}
    flags: dict[int, str] = {}
    for column, stack in sorted(stacks.items()):
        found = meaning(stack)
        if found == FLAG:
            flags[column] = stack[-1]
        elif found and found != OTHER:
            candidates.setdefault(found, []).append(column)
    columns, notes = {}, []
    unknown = "、".join(f"“{_joined(stack)}”" for _, stack in sorted(stacks.items()) if not meaning(stack))
    if unknown:
        notes.append(f"有不认识的列,未读:{unknown}。")
    for found, places in candidates.items():
        best = min(places, key=lambda c: preference(found, "".join(stacks[c])))
        columns[found] = best
        rivals = [c for c in places if c != best]
        if rivals and found in ("name", "id", "fen"):
            names = "、".join(f"“{_joined(stacks[c])}”" for c in rivals)
            notes.append(f"有多列含义相近,按“{_joined(stacks[best])}”读取,未读{names}。")
    labels = {column: stack[-1] for column, stack in stacks.items()}
    return Heading(rows[-1].number, columns, flags, labels, tuple(notes), above)


def _stacks(rows: tuple[Row, ...]) -> dict[int, list[str]]:
    """For each column its labels from top to bottom, a repeated one once.

    A group heading that is not merged stands over its first column only: it is carried to the right
    over columns that have a label of their own below.
    """
    stacks: dict[int, list[str]] = {}
    carried: dict[int, str] = {}
    for place, row in enumerate(rows):
        labels = _labels(row)
        below = _labels(rows[place + 1]) if place + 1 < len(rows) else {}
        group = None
        for column in range(max([*labels, *below], default=-1) + 1):
            label = labels.get(column)
            if label is not None:
                group = label if column in below and below[column] != label else None
            elif column not in below or column in carried:
                group = None
            elif group is not None:
                label = group
            if label is not None:
                carried[column] = label
                stack = stacks.setdefault(column, [])
                if not stack or plain(stack[-1]) != plain(label):
                    stack.append(label)
    return stacks


def _joined(stack: list[str]) -> str:
    return "·".join(plain(label) for label in stack)
