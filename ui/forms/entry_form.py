"""The form of an entry, made from the catalogue: the common fields with the kind's titles, then its own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from countydesk.domain import values
from countydesk.domain.catalogue import FIGURES, FieldOf, KindOf, Ledger, RelationKind
from countydesk.domain.entries import Entry, Precision, breaks, differences
from countydesk.domain.fields import FieldSpec, Kind, fields_of
from countydesk.domain.offices import Level
from countydesk.domain.problems import Problem
from ui.forms.belonging import BelongingPicker
from ui.forms.catalogue_editors import Measured, Today, ValueLine, WhenEditor
from ui.forms.editors import Editor
from ui.forms.form import Form, FormRow
from ui.forms.people import people_reads
from ui.forms.picker import Item, Picker

WIDE = 12  # shares of a full row
CHOSEN = (Kind.CHOICE, Kind.CHOICES, Kind.YES_NO)
SHARES = {Kind.LONG_TEXT: WIDE, Kind.DAY: 3, Kind.MONTH: 3, Kind.PHONE: 3, Kind.NAME: 3, Kind.CHOICE: 3}
PROSE = {"explanation": 64, "note": 96}  # pixels; what happened at an activity takes more
NARROW_TOGGLES = 12  # letters of all choices together that fit into a third of a row
# What an entry says where nothing is typed.
BLANK: dict[str, Any] = dict.fromkeys(
    ("name", "place", "place_code", "organisers", "partners", "belongs_to", "explanation", "note"), ""
) | {"people": 0, "last_day": None}


def all_fields(kind: KindOf) -> dict[str, FieldOf]:
    """The kind's own fields by key, and the people among the common ones, which are a figure too."""
    people = kind.titles.get("people")
    counted = {"people": FieldOf("people", people, Kind.NUMBER, "人")} if people else {}
    return counted | {own.key: own for own in kind.fields}


class EntryForm(Form):
    """`kind` is what it is made from, `whole` what one may belong to; `places` are offered where an
    office records what lies in one of several. `check` looks at the entry as far as it can be read."""

    def __init__(
        self,
        kind: KindOf,
        today: Today,
        *,
        whole: str = "",
        places: Sequence[Item] = (),
        check: Callable[[Entry], Sequence[Problem]],
    ) -> None:
        self.kind = kind
        self._today, self._checks = today, check
        self.begun: Mapping[str, Any] = {}  # what is known of the entry besides the form
        self.figures = all_fields(kind)
        self.belonging = BelongingPicker()
        specs = list(_specs(kind, whole, above=bool(places)))
        super().__init__(
            specs,
            _rows(kind, specs),
            reads=people_reads(today),
            check=self._check_values,
            overrides=self._editors(specs, places),
        )
        for name, field in self.fields.items():
            if field.spec.required:
                field.mark_required()
            if name in PROSE and not (name == "note" and kind.ledger is Ledger.ACTIVITY):
                field.widget.setFixedHeight(PROSE[name])
        self.changed.connect(self._tell)
        self._tell()

    def _editors(self, specs: Sequence[FieldSpec], places: Sequence[Item]) -> dict[str, Editor]:
        made: dict[str, Editor] = {"belongs_to": self.belonging, "place_code": Picker(places)}
        for spec in specs:
            own = self.figures.get(spec.name)
            if spec.name == "first_day":
                made[spec.name] = WhenEditor(spec.title, self._today)
            elif own is not None and own.kind in FIGURES:
                made[spec.name] = Measured(own, self._today)
            elif own is not None and own.kind not in (*CHOSEN, Kind.LONG_TEXT):
                made[spec.name] = ValueLine(own, self._today)
        return made

    # --- an entry in and out

    def values_of(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """What the fields show of what is known of an entry, to be handed to `set_values`."""
        known = {**entry, **entry.get("values", {})}
        if "first_day" in known:
            known["first_day"] = known["first_day"], known.get("precision", Precision.DAY)
        shown = {name: known[name] for name in self.fields if name in known}
        if "people" in shown:
            shown["people"] = shown["people"] or None
        words = entry.get("modifiers", {})
        return shown | {name: (shown.get(name), word) for name, word in words.items() if name in self.fields}

    def entry_of(self, told: Mapping[str, Any], record_id: str = "") -> Entry:
        """The entry of what the fields mean; what the form does not show is as `begun` says."""
        common = {}
        for name in Entry.model_fields.keys() & told.keys() & self.fields.keys():
            if told[name] is not None or name in BLANK:
                common[name] = BLANK[name] if told[name] is None else told[name]
        whole = BLANK | dict(self.begun) | common
        first, precision = told.get("first_day") or (date.min, Precision.DAY)  # none: nothing precedes it
        own = {each.key: _kept(told[each.key]) for each in self.kind.fields if each.key in told}
        editors = {name: self.fields[name].editor for name in self.figures}
        words = {n: each.modifier for n, each in editors.items() if isinstance(each, Measured)}
        whole |= {
            "id": record_id,
            "ledger": self.kind.ledger,
            "programme": self.kind.programme,
            "kind": self.kind.key,
            "first_day": first,
            "precision": Precision.PERIOD if whole["last_day"] else precision,
            "values": own,
            "modifiers": {name: word for name, word in words.items() if word and told.get(name) is not None},
        }
        return Entry.model_construct(**whole)

    def _check_values(self, told: Mapping[str, Any]) -> Sequence[Problem]:
        return self._checks(self.entry_of(told))

    # --- 其中

    def _tell(self) -> None:
        """Say beside the parts what is left of the whole; where it does not fit, ask for an explanation."""
        if not self.kind.relations:
            return
        broken = False
        told = {name: value for name in self.figures if (value := self.fields[name].read()[0]) is not None}
        entry = self.entry_of(told)
        said: dict[str, tuple[str, bool]] = {}
        for relation, key, left in differences(entry, self.kind):
            breach = breaks(relation, left)
            broken |= breach
            amount = values.shown(self.figures[key], abs(int(left)) if left == int(left) else str(abs(left)))
            if relation.kind is RelationKind.SUM:
                words = f"各部分合计多出 {amount}" if left < 0 else f"还差 {amount} 未归入各部分"
                said[key] = (words if left else "与各部分合计相符", breach)
            else:
                whole = self.fields[relation.whole].spec.title
                said[key] = (f"大于“{whole}” {amount}" if breach else f"其余 {amount} 未归入其中", breach)
        for name, field in self.fields.items():
            words, breach = said.get(name, ("", False))
            if words != field.told:
                field.tell(words, wrong=breach)
        explanation = self.fields["explanation"]
        explanation.setVisible(broken or bool(explanation.editor.raw()))


def _kept(value: Any) -> Any:
    """A value as an entry keeps it: choices by their keys."""
    if isinstance(value, list):
        return [each.value for each in value]
    return getattr(value, "value", value)


def _specs(kind: KindOf, whole: str, *, above: bool) -> Iterator[FieldSpec]:
    """The form's fields from left to right."""
    common = {spec.name: spec for spec in fields_of(Entry)}
    if kind.of:
        yield replace(common["belongs_to"], title=f"所属{whole}", kind=Kind.TEXT)
    parts = {key for relation in kind.relations for key in relation.parts}
    for name, title in kind.titles.items():
        spec = replace(common[name], title=title, required=name in ("name", "first_day"))
        if name == "last_day" and kind.ledger is not Ledger.ACTIVITY:
            spec = replace(spec, hint="没有就留空")
        person = name == "name" and kind.ledger is Ledger.PERSON
        yield replace(spec, kind=Kind.NAME) if person else spec
        if name == "place" and above:
            yield replace(common["place_code"], title="所在市县", kind=Kind.TEXT)
    for own in kind.fields:
        title = f"其中:{own.title.removeprefix('其中')}" if own.key in parts else own.title
        yield replace(own.spec, title=title, hint=own.hint)
    if above:
        yield replace(common["level"], title="哪一级的工作", required=False, choices=Level)
    if kind.relations:
        yield common["explanation"]
    told = "活动情况" if kind.ledger is Ledger.ACTIVITY else "备注"
    yield replace(common["note"], title=told)


def _rows(kind: KindOf, specs: Sequence[FieldSpec]) -> list[FormRow]:
    """Short fields side by side; the parts of a whole in a row of their own, set in, below it."""
    by_name = {spec.name: spec for spec in specs}
    of_whole: dict[str, list[str]] = {}
    for relation in kind.relations:
        of_whole.setdefault(relation.whole, []).extend(relation.parts)
    inner = {name for parts in of_whole.values() for name in parts}
    rows: list[FormRow] = []
    row: list[tuple[str, int]] = []
    for spec in specs:
        if spec.name in inner:
            continue
        share = _share(kind, spec)
        if row and (sum(each for _name, each in row) + share > WIDE or spec.name in of_whole):
            rows.append(_filled(row))
            row = []
        row.append((spec.name, share))
        if spec.name in of_whole:
            rows.append(_filled(row))
            rows += _part_rows(kind, of_whole[spec.name], by_name)
            row = []
    return [*rows, _filled(row)] if row else rows


def _part_rows(kind: KindOf, parts: Sequence[str], specs: Mapping[str, FieldSpec]) -> Iterator[FormRow]:
    fields = [(name, _share(kind, specs[name])) for name in dict.fromkeys(parts)]
    for begin in range(0, len(fields), 2):
        yield _filled([("", 0), *fields[begin : begin + 2]])


def _filled(row: Sequence[tuple[str, int]]) -> FormRow:
    """A row with what is left blank, unless it is so little that the fields may take it."""
    left = WIDE - sum(share for _name, share in row)
    return [*row, ("", left)] if left > 2 else row


def _share(kind: KindOf, spec: FieldSpec) -> int:
    if spec.name == "belongs_to" or (spec.name == "name" and kind.of):
        return WIDE // 2
    if spec.name == "name" and spec.kind is not Kind.NAME:
        return 5
    if spec.kind is Kind.CHOICES:
        letters = sum(len(choice.title) + 2 for choice in spec.choices or ())
        return 4 if letters <= NARROW_TOGGLES else WIDE
    if spec.kind is Kind.LONG_TEXT:
        return WIDE
    return SHARES.get(spec.kind, 4) if kind.own(spec.name) or spec.name == "last_day" else 4
