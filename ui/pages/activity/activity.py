"""The page of one entry: its form, begun from the last one if that is wanted, with photographs beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from countydesk.domain.catalogue import KindOf, Ledger
from countydesk.domain.closing import problem_of_closed
from countydesk.domain.entries import Entry, like, problems_of, show_when
from countydesk.domain.months import Month
from countydesk.domain.names import search_tokens
from countydesk.domain.problems import Problem
from countydesk.services import entries, entry_forms
from countydesk.services.entry_forms import EntryAtHand, EntryOpened
from countydesk.services.places import regions
from ui import style
from ui.announcer import Changes
from ui.dialogs.asking import ask_reason
from ui.forms.entry_form import EntryForm
from ui.forms.form import Form
from ui.forms.picker import Item
from ui.pages.activity.belonging import BelongingCard
from ui.parts.card import Card, link
from ui.parts.folding import Scrolled
from ui.parts.page import Action
from ui.parts.record_page import RecordPage
from ui.session import Session
from ui.style import Tone

BESIDE_WIDTH = 252  # pixels
SEEN_TO_HAPPEN = frozenset({Ledger.ACTIVITY, Ledger.GOODS, Ledger.CONTACT, Ledger.MEDIA})  # and photographed
MASKED = "个人信息已打码。要看全号请按该格的“查看”,要修改请按“更正”;都会留下记录。"
OLD = "项目目录中没有这一种记录了,只能查看;不该保留的,可以撤回。"
WITHDRAWING = "撤回后不再计数,记录和原因保留,可在“六大行动”的“已撤回”里查看。请写明原因。"


class ActivityPage(RecordPage):
    """Opened for a new entry of a kind, or for one that was recorded."""

    @property
    def keys(self) -> str:  # type: ignore[override]
        begun = () if self.existing else ("Ctrl+D 照上一条", "Ctrl+Shift+Enter 保存,下一条")
        return " · ".join(("Enter/Tab 下一格", "↓ 选约数、到日到月", *begun, "Alt+← 返回"))

    def __init__(self, session: Session) -> None:
        super().__init__(session, Form((), ()))
        self.kind: KindOf | None = None  # while nothing is shown yet
        self._programme = ""
        self._seen: EntryOpened | None = None
        self._full: Entry | None = None  # the entry that is corrected
        self._at_hand: EntryAtHand | None = None
        self._closed: frozenset[Month] = frozenset()
        self._office = ""
        self._card = Card()
        self._card.body.setContentsMargins(0, 0, 0, 0)
        self._card.add(self.form)
        self._beside = Scrolled()
        self._beside.setFixedWidth(BESIDE_WIDTH)
        self._beside.column.addWidget(self.photos, 1)
        self._beside.column.addStretch()
        self._belonging: list[BelongingCard] = []
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(style.GAP)
        line.addWidget(self._card, 1)
        line.addWidget(self._beside)

    # --- the header

    def title(self) -> str:
        if self.kind is None:
            return ""
        return self.kind.title if self.existing else f"新记:{self.kind.title}"

    def subtitle(self) -> str:
        if self.kind is None:
            return ""
        by = f"{self._seen.entry.recorded_by} 登记" if self.existing and self._seen else ""
        return " · ".join(filter(None, (self._programme, by)))

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        if self.kind is None:
            return ()
        if self.existing:
            withdraw = (Action("撤回", self.withdraw),) if self._may_withdraw() else ()
            if self._seen and self._seen.masked and self._full is None and not self._why_locked(self._seen):
                return (*withdraw, Action("更正", self.amend, "Ctrl+E", main=True))
            correct = () if self.locked else (Action("保存更正", self.save, "Ctrl+Return", main=True),)
            return (*withdraw, *correct)
        clear = [Action("清空重填", self.start_anew)] if self.restored else []
        previous = self._at_hand is not None and self._at_hand.previous is not None
        return (
            *clear,
            Action("照上一条", self.repeat_previous, "Ctrl+D", enabled=previous),
            Action("保存,下一条", partial(self.save, self._begin_next), "Ctrl+Shift+Return"),
            Action("保存", self.save, "Ctrl+Return", main=True),
        )

    # --- what is shown

    def opened(self, *what: object) -> None:
        record_id, more, start, of = (str(each or "") for each in (*what, "", "", "", "")[:4])
        self.kind, self.existing = None, bool(record_id)
        self._seen, self._full, self._at_hand = None, None, None
        self._office = more if record_id else ""
        if record_id:
            self.session.ask(entry_forms.opened, record_id, more, on_done=self._show_kept)
        else:
            asked = partial(self.session.ask, entry_forms.begin, more, start, of)
            asked(on_done=partial(self._show_new, of), on_failed=self._turn_away)
        self.header_changed.emit()

    def _turn_away(self, failure: BaseException) -> None:
        self.session.go("activities")
        self.session.notice(str(failure), Tone.RED)

    def reload(self, changes: Changes) -> None:
        """Only what stands beside the form: what is being typed is nobody else's."""
        if "entry" in changes and self._seen is not None and self.existing:
            self.session.ask(entry_forms.opened, self.record_id, self._office, on_done=self._show_beside)

    def _show_new(self, of: str, at_hand: EntryAtHand) -> None:
        self._at_hand, self._closed = at_hand, at_hand.closed
        office = self.session.desk.office
        begun: dict[str, Any] = {"office_code": office.code, "level": office.level}
        begun["first_day"] = self.session.desk.today
        if at_hand.start:
            begun |= like(at_hand.start, at_hand.kind)
        if of:
            begun["belongs_to"] = of
        form = self._take_form(at_hand.kind, at_hand.wholes, begun)
        self._show_belonging(())
        self.begin(entry_forms.form_of(at_hand.kind.name), form.values_of(begun), at_hand.draft)
        self._focus_empty(again=at_hand.start is not None)

    def _show_kept(self, opened: EntryOpened) -> None:
        self._seen, self._closed = opened, opened.closed
        self._show_entry(opened.entry, self._why_locked(opened) or (MASKED if opened.masked else ""))
        if self.locked:
            self._offer_reveals(opened)
        self._show_belonging(self._cards(opened))

    def _show_entry(self, entry: Entry, locked: str) -> None:
        assert self._seen is not None
        form = self._take_form(self._seen.kind, self._seen.wholes, entry.model_dump())
        self.show_record(entry.id, form.values_of(form.begun), self._seen.photos, locked)
        if locked:
            self.setFocus()  # not into a field, where Ctrl+E would go to the end of the line
        else:
            form.focus(next(iter(form.fields)))

    def _show_beside(self, opened: EntryOpened) -> None:
        if self.existing and opened.entry.id == self.record_id:
            self._show_belonging(self._cards(opened))

    def _why_locked(self, opened: EntryOpened) -> str:
        if opened.entry.office_code != self.session.desk.office.code:
            return "这是下级单位上报的记录,只能查看。"
        if opened.entry.withdrawn:
            return f"已撤回:{opened.entry.withdrawn}"
        if opened.kind.name not in self.session.desk.catalogue.kinds:
            return OLD
        closed = problem_of_closed(opened.entry.first_day, opened.closed)
        return closed.sentence if closed else ""

    def _may_withdraw(self) -> bool:
        if self._seen is None or self._seen.entry.office_code != self.session.desk.office.code:
            return False
        return not (self._seen.entry.withdrawn or problem_of_closed(self._seen.entry.first_day, self._closed))

    def withdraw(self) -> None:
        """Take the entry out of every count, with a reason."""
        assert self._seen is not None
        entry, done = self._seen.entry, partial(self._withdrawn, self._seen.entry)
        if reason := ask_reason(self, f"撤回“{entry.name}”", WITHDRAWING):
            self.session.act(entries.withdraw, entry.id, reason, on_done=done, on_failed=self._refused)

    def _withdrawn(self, entry: Entry, _changes: Changes) -> None:
        self.session.back()
        self.session.notice(f"已撤回“{entry.name}”。")

    def amend(self) -> None:
        """Correct an entry with private values: all stands in full, which is recorded."""
        self.session.ask(entries.open_to_correct, self.record_id, on_done=self._show_full)

    def _show_full(self, entry: Entry) -> None:
        if entry.id == self.record_id and self.existing:
            self._full = entry
            self._show_entry(entry, "")
            self.session.notice("已显示完整内容,本次查看已记录。", Tone.GREY)

    def _offer_reveals(self, opened: EntryOpened) -> None:
        for own in opened.kind.fields:
            if own.private and opened.entry.values.get(own.key):
                way = link("查看")
                way.setAccessibleName(f"查看{own.title}")
                way.clicked.connect(partial(self._reveal, own.key))
                self.form.fields[own.key].offer(way)

    def _reveal(self, key: str, _checked: bool = False) -> None:
        done = partial(self._revealed, self.record_id, key)
        self.session.ask(entries.reveal, self.record_id, key, self._office, on_done=done)

    def _revealed(self, record_id: str, key: str, full: str) -> None:
        if record_id == self.record_id:
            self.form.fields[key].offer(None)
            self.form.set_values({key: full})
            self.say_status("已显示完整内容,本次查看已记录。", self.status[1])

    def _take_form(self, kind: KindOf, wholes: Sequence[Entry], begun: Mapping[str, Any]) -> EntryForm:
        """A form of the kind for what is begun, which replaces the form before."""
        catalogue = self.session.desk.catalogue
        programme = catalogue.programmes.get(kind.programme)
        self.kind, self._programme = kind, programme.title if programme else ""
        whole = catalogue.kinds[kind.of].title if kind.of else ""
        places = self._places(begun.get("place_code", ""))
        form = EntryForm(kind, lambda: self.session.desk.today, whole=whole, places=places, check=self._check)
        form.begun = begun
        form.belonging.show_items([_item(entry) for entry in wholes])
        form.belonging.wanted.connect(partial(self._find_whole, form, kind.of))
        self._card.body.replaceWidget(self.form, form)
        form.show()  # at once: a layout would show it only later, and the cursor is to stand in it now
        self.form.hide()
        self.form.deleteLater()
        self.use(form)
        return form

    def _places(self, code: str) -> list[Item]:
        """Where the work of an office that has others below it may lie; `code` is where an entry says."""
        office, known = self.session.desk.office, regions()
        if not office.level.has_others_below:
            return []
        area = office.code.rstrip("0")
        names = {each: place.name for each, place in known.divisions.items() if each.startswith(area)}
        if code and code not in names:
            names[code] = known.full_name(code) or code
        return [Item(each, name, (*search_tokens(name), each)) for each, name in names.items()]

    def _find_whole(self, form: EntryForm, kind: str, typed: str) -> None:
        def show(found: Sequence[Entry]) -> None:
            form.belonging.show_found(typed, [_item(entry) for entry in found])

        self.session.ask(entry_forms.wholes, kind, typed, on_done=show)

    # --- beside the form

    def _cards(self, opened: EntryOpened) -> Sequence[BelongingCard]:
        here = opened.entry.office_code == self.session.desk.office.code and not opened.entry.withdrawn
        cards = []
        for belonging in opened.belonging:
            name = belonging.kind.name
            add = partial(self.session.go, "activity", "", name, "", opened.entry.id) if here else None
            see_all = partial(self.session.go, "activities", name, opened.entry.id, opened.entry.name)
            cards.append(BelongingCard(belonging, self._open, see_all, add))
        return cards

    def _open(self, entry: Entry) -> None:
        self.session.go("activity", entry.id, self._office)

    def _show_belonging(self, cards: Sequence[BelongingCard]) -> None:
        for card in self._belonging:
            card.hide()
            card.deleteLater()
        self._belonging = list(cards)
        for place, card in enumerate(cards):
            self._beside.column.insertWidget(place, card, 0, Qt.AlignmentFlag.AlignTop)
        photos = self.kind is not None and self.kind.ledger in SEEN_TO_HAPPEN
        self.photos.setVisible(photos or bool(self.photos.held))
        self._beside.setVisible(bool(cards) or not self.photos.isHidden())

    # --- what is typed

    def _check(self, entry: Entry) -> Sequence[Problem]:
        """The rules over what could be read so far; a missing day is told by the form itself."""
        desk = self.session.desk
        if desk is None:
            return ()
        closed = problem_of_closed(entry.first_day, self._closed)
        problems = problems_of(entry, desk.catalogue, desk.today)
        return [*problems, replace(closed, field="first_day")] if closed else problems

    def repeat_previous(self) -> None:
        """As the last one of the kind, but for its figures and what tells one from another."""
        at_hand = self._at_hand
        if at_hand is not None and at_hand.previous is not None:
            form = self._entry_form()
            form.set_values(form.values_of(like(at_hand.previous, at_hand.kind)))
            self._focus_empty(again=True)

    def _focus_empty(self, *, again: bool) -> None:
        """Where typing goes on: the first field with nothing in it. Like another record once `again`, what
        that one left empty may stay so: the first that is required, or a figure."""
        form = self._entry_form()
        asked = {name for name, field in form.fields.items() if field.spec.required} | form.figures.keys()
        empty = [n for n, field in form.fields.items() if not (field.isHidden() or field.editor.raw())]
        form.focus(next((name for name in empty if not again or name in asked), "name"))

    def _begin_next(self) -> None:
        assert self.kind is not None
        whole = self.form.fields.get("belongs_to")
        of = whole.read()[0] if whole else ""
        self.session.go("activity", "", self.kind.name, "", of or "")

    def record(self) -> Callable[..., Any]:
        return entries.record

    def correct(self) -> Callable[..., Any]:
        return entries.correct

    def made_of(self, values: Mapping[str, Any]) -> Entry:
        return self._entry_form().entry_of(values, self.record_id)

    def said(self, record: Any) -> str:
        photos = f",照片 {len(self.photos.held)} 张" if self.photos.held else ""
        return f"已保存“{record.name}”({show_when(record)}){photos}。"

    def _entry_form(self) -> EntryForm:
        assert isinstance(self.form, EntryForm)
        return self.form


def _item(entry: Entry) -> Item:
    """An entry to belong to, as it is found and listed."""
    note = " · ".join(filter(None, (show_when(entry), entry.place)))
    return Item(entry.id, entry.name, tuple(search_tokens(entry.name)), note)
