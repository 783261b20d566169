"""Forms: composing is not disturbed, typing is understood on leaving, and nothing typed is dropped."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionComboBox, QWidget

from countydesk.domain.catalogue import MODIFIERS, FieldOf
from countydesk.domain.fields import Choice, FieldSpec, Kind
from countydesk.domain.phones import read_phone
from countydesk.domain.problems import Problem, Refused
from ui.forms.catalogue_editors import Measured
from ui.forms.editors import ChoiceEditor, TogglesEditor
from ui.forms.form import Form
from ui.forms.picker import Item, Picker
from ui.forms.reading import read_card, read_number, readers

Key, Modifier = Qt.Key, Qt.KeyboardModifier


class Stage(Choice):
    PRIMARY = "primary", "小学"
    JUNIOR = "junior", "初中"


def spec(name: str, title: str, kind: Kind = Kind.TEXT, *, required: bool = False) -> FieldSpec:
    choices = Stage if kind in (Kind.CHOICE, Kind.CHOICES) else None
    return FieldSpec(name, title, kind, required, choices, False, "")


def read_day(text: str) -> date:
    """A stand-in that knows one spelling; the domain's own is tested there."""
    try:
        year, month, day = map(int, text.replace("年", ".").replace("月", ".").rstrip("日").split("."))
        return date(year, month, day)
    except ValueError:
        raise Refused(f"日期“{text}”无法识别。") from None


SPECS = [
    spec("name", "姓名", Kind.NAME, required=True),
    spec("day", "走访日期", Kind.DAY),
    spec("fen", "金额", Kind.MONEY),
    spec("story", "走访情况", Kind.LONG_TEXT),
    spec("stage", "学段", Kind.CHOICE),
    spec("kinds", "类型", Kind.CHOICES),
    spec("helped", "已完成", Kind.YES_NO),
    spec("due", "期限", Kind.DAY),
]
ROWS = [["name", "day", "fen"], ["story"], ["stage", "kinds", "helped"], ["due"]]


def later(values: Mapping[str, Any]) -> Sequence[Problem]:
    if values.get("day") and values.get("due") and values["due"] < values["day"]:
        return [Problem("跟进期限早于走访日期,请改为之后的日期。", field="due")]
    return []


@pytest.fixture
def form(application: QApplication) -> Form:
    made = Form(SPECS, ROWS, reads=readers(day=read_day), check=later)
    made.resize(800, 560)
    made.show()
    made.activateWindow()
    made.focus("name")
    application.processEvents()
    return made


def at(form: Form) -> str:
    """The name of the field that has the cursor."""
    focused = form.focusWidget()
    return next(name for name, field in form.fields.items() if field.editor.focus_on is focused)


def widget(form: Form, name: str) -> QWidget:
    return form.fields[name].editor.focus_on


def compose(target: QWidget, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(target, event)


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter, Key.Key_Tab, Key.Key_Backtab])
@pytest.mark.parametrize("name", ["name", "story"])
def test_keys_belong_to_the_input_method_while_it_composes(form: Form, name: str, key: Key) -> None:
    submitted: list[dict[str, Any]] = []
    form.submitted.connect(submitted.append)
    form.focus(name)
    compose(widget(form, name), "zhangsan")
    QTest.keyClick(widget(form, name), key)
    QTest.keyClick(widget(form, name), key, Modifier.ControlModifier)
    assert at(form) == name
    assert form.fields[name].editor.raw() == ""
    assert submitted == [] and form.fields[name].problem == ""
    compose(widget(form, name), "", "张三")
    assert form.fields[name].editor.raw() == "张三"
    QTest.keyClick(widget(form, name), Key.Key_Tab)
    assert at(form) != name


def test_no_shortcut_of_the_window_fires_while_composing(form: Form) -> None:
    target = widget(form, "name")
    pressed = QKeyEvent(QEvent.Type.ShortcutOverride, Key.Key_Return, Modifier.ControlModifier)
    pressed.ignore()
    compose(target, "ni")
    QApplication.sendEvent(target, pressed)
    assert pressed.isAccepted()


def test_enter_and_tab_go_on_and_shift_enter_goes_back(form: Form) -> None:
    QTest.keyClick(widget(form, "name"), Key.Key_Return)
    assert at(form) == "day"
    QTest.keyClick(widget(form, "day"), Key.Key_Tab)
    assert at(form) == "fen"
    QTest.keyClick(widget(form, "fen"), Key.Key_Return, Modifier.ShiftModifier)
    assert at(form) == "day"
    QTest.keyClick(widget(form, "day"), Key.Key_Backtab, Modifier.ShiftModifier)
    assert at(form) == "name"


def test_enter_goes_through_every_kind_of_field_but_prose(form: Form) -> None:
    seen = [at(form)]
    for _ in range(len(SPECS) - 1):
        QTest.keyClick(widget(form, seen[-1]), Key.Key_Tab if seen[-1] == "story" else Key.Key_Return)
        seen.append(at(form))
    assert seen == [each.name for each in SPECS]


@pytest.mark.parametrize("modifier", [Modifier.NoModifier, Modifier.KeypadModifier, Modifier.AltModifier])
def test_enter_begins_a_line_in_prose(form: Form, modifier: Qt.KeyboardModifier) -> None:
    form.focus("story")
    QTest.keyClick(widget(form, "story"), Key.Key_Return, modifier)
    assert form.fields["story"].editor.raw() == "\n"
    assert at(form) == "story"
    QTest.keyClick(widget(form, "story"), Key.Key_Return, Modifier.ShiftModifier)
    assert at(form) == "fen"


@pytest.mark.parametrize(
    ("name", "typed", "shown", "value"),
    [
        ("fen", "１８００", "1,800.00", 180000),
        ("fen", " 1,409.5元 ", "1,409.50", 140950),
        ("day", "２０２６.８.1", "2026年8月1日", date(2026, 8, 1)),
        ("name", " 阿不都·热合曼 ", "阿不都·热合曼", "阿不都·热合曼"),
        ("name", "𠮷䶮", "𠮷䶮", "𠮷䶮"),
    ],
)
def test_what_was_typed_is_understood_on_leaving(
    form: Form, name: str, typed: str, shown: str, value: object
) -> None:
    form.focus(name)
    form.fields[name].editor.set_raw(typed)
    QTest.keyClick(widget(form, name), Key.Key_Return)
    assert form.fields[name].editor.raw() == shown
    assert form.fields[name].editor.value() == value
    assert form.fields[name].problem == ""


def test_what_is_not_understood_stays_with_a_sentence(form: Form) -> None:
    form.focus("fen")
    form.fields["fen"].editor.set_raw("一千八")
    QTest.keyClick(widget(form, "fen"), Key.Key_Return)
    assert form.fields["fen"].editor.raw() == "一千八"
    assert "无法识别" in form.fields["fen"].problem
    assert widget(form, "fen").property("wrong") == "true"
    assert "无法识别" in widget(form, "fen").accessibleDescription()
    form.fields["fen"].editor.set_raw("1800")
    assert form.fields["fen"].problem == ""


def test_rules_between_fields_are_said_at_the_field(form: Form) -> None:
    form.set_values({"day": date(2026, 10, 15)})
    form.focus("due")
    form.fields["due"].editor.set_raw("2026.10.9")
    form.focus("name")
    assert form.fields["due"].problem == "跟进期限早于走访日期,请改为之后的日期。"


def test_submitting_shows_all_problems_at_once_and_goes_to_the_first(form: Form) -> None:
    submitted: list[dict[str, Any]] = []
    form.submitted.connect(submitted.append)
    form.fields["fen"].editor.set_raw("12.345")
    form.focus("due")
    QTest.keyClick(widget(form, "due"), Key.Key_Return, Modifier.ControlModifier)
    assert submitted == []
    assert at(form) == "name"
    assert form.fields["name"].problem == "请填写姓名。"
    assert "两位小数" in form.fields["fen"].problem
    with pytest.raises(Refused) as refusal:
        form.values()
    assert [problem.field for problem in refusal.value.problems] == ["fen", "name"]


def test_values_go_in_and_come_out(form: Form) -> None:
    values = {
        "name": "王雪梅",
        "day": date(2026, 10, 15),
        "fen": 180000,
        "story": "住校。\n周末回家。",
        "stage": Stage.JUNIOR,
        "kinds": [Stage.PRIMARY, Stage.JUNIOR],
        "helped": False,
        "due": None,
    }
    submitted: list[dict[str, Any]] = []
    form.submitted.connect(submitted.append)
    form.set_values(values)
    form.submit()
    assert submitted == [values]


def test_a_draft_keeps_what_was_typed_wrong_or_right(form: Form) -> None:
    changes: list[None] = []
    form.changed.connect(lambda: changes.append(None))
    form.set_values({"stage": Stage.JUNIOR, "kinds": [Stage.PRIMARY], "helped": True})
    form.fields["day"].editor.set_raw("10.九")
    draft = form.draft()
    assert draft == {"day": "10.九", "stage": "junior", "kinds": "primary", "helped": "True"}
    assert changes
    form.clear()
    assert form.draft() == {}
    form.set_draft(draft)
    assert form.draft() == draft


def test_problems_of_no_field_are_handed_back(form: Form) -> None:
    rest = form.show_problems([Problem("月份已结账。"), Problem("请填写走访日期。", field="day")])
    assert [problem.sentence for problem in rest] == ["月份已结账。"]
    assert form.fields["day"].problem == "请填写走访日期。"


def test_what_a_service_refused_stays_said_until_the_field_is_changed(form: Form) -> None:
    form.show_problems([Problem("这个名字已有人用。", "name")])
    form.focus("fen")
    form.focus("day")
    assert form.fields["name"].problem == "这个名字已有人用。"


def test_every_field_has_a_name_for_who_cannot_see_it(form: Form) -> None:
    assert {field.editor.focus_on.accessibleName() for field in form.fields.values()} == {
        each.title for each in SPECS
    }


def test_the_wheel_and_yes_no_change_only_what_is_meant() -> None:
    choice = ChoiceEditor(spec("stage", "学段", Kind.CHOICE))
    assert choice.value() is None
    toggles = TogglesEditor([("是", True), ("否", False)], several=False)
    toggles._group.button(0).click()
    toggles._group.button(1).click()
    assert toggles.value() is False
    toggles._group.button(1).click()
    assert toggles.value() is None


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (read_phone, "１３８ 1234-5566", "13812345566"),
        (read_phone, "0934-5521234", "09345521234"),
        (read_card, "６２１０ 6100 0000 0215", "6210610000000215"),
        (read_number, "１,２００", 1200),
    ],
)
def test_plain_readers(read: Any, text: str, value: object) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text"), [(read_phone, "12345"), (read_card, "6210610000000217"), (read_number, "3.5")]
)
def test_plain_readers_refuse_in_a_sentence(read: Any, text: str) -> None:
    with pytest.raises(Refused, match=r"。$"):
        read(text)


PLACES = [
    Item("621024", "合水县", ("hsx", "heshuixian")),
    Item("621023", "华池县", ("hcx", "huachixian")),
    Item("621223", "宕昌县", ("dcx", "tcx")),
]


@pytest.fixture
def picker(application: QApplication) -> Picker:
    made = Picker(PLACES)
    made.resize(300, 32)
    made.show()
    made.setFocus()
    return made


def test_a_county_is_found_by_initials_and_by_name(picker: Picker) -> None:
    QTest.keyClicks(picker, "h")
    assert picker.listing == ["合水县", "华池县"]
    QTest.keyClicks(picker, "c")
    assert picker.listing == ["华池县"]
    QTest.keyClick(picker, Key.Key_Return)
    assert (picker.value(), picker.text(), picker.listing) == ("621023", "华池县", [])
    picker.clear()
    compose(picker, "", "昌")
    assert picker.listing == ["宕昌县"]


def test_the_list_never_takes_the_cursor_and_waits_while_composing(picker: Picker) -> None:
    QTest.keyClicks(picker, "h")
    compose(picker, "hua")
    assert picker.listing == ["合水县", "华池县"]
    QTest.keyClick(picker, Key.Key_Return)
    assert picker.text() == "h" and picker.listing
    assert picker._list is not None and picker._list.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_what_is_in_no_list_is_refused_in_a_sentence(picker: Picker) -> None:
    picker.set_raw("火星")
    with pytest.raises(Refused, match="不在列表里"):
        picker.value()
    picker.set_raw("宕昌县")
    assert picker.value() == "621223"


def test_leaving_takes_the_only_match(picker: Picker) -> None:
    QTest.keyClicks(picker, "dcx")
    picker.settle()
    assert picker.value() == "621223"


def test_the_words_for_an_approximate_figure_are_not_cut_off() -> None:
    measured = Measured(FieldOf("people", "求职人数", Kind.NUMBER, "人"), lambda: date(2026, 10, 15))
    measured.show()
    box = QStyleOptionComboBox()
    measured.small.initStyleOption(box)
    field = QStyle.SubControl.SC_ComboBoxEditField
    style = measured.small.style()
    room = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, box, field, measured.small)
    widest = max(measured.small.fontMetrics().horizontalAdvance(word) for word in MODIFIERS)
    assert room.width() >= widest
