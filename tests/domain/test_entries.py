"""What is wrong with an entry: types, what is required, 其中 and sums, said all at once."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from countydesk.domain import values
from countydesk.domain.catalogue import Catalogue, FieldOf, Ledger
from countydesk.domain.catalogue_file import linked, parse
from countydesk.domain.entries import (
    Entry,
    Precision,
    breaks,
    differences,
    like,
    problems_of,
    read_when,
    show_when,
)
from countydesk.domain.fields import Kind
from countydesk.domain.offices import Level
from countydesk.domain.problems import Refused

TODAY = date(2020, 8, 31)
FILE = """
key = "test_action"
title = "消费扶贫"

[[programme]]
key = "live"
title = "系列直播"
reports = ["city", "county"]

[[programme.kind]]
key = "broadcast"
title = "直播带货"
titles = { name = "直播主题" }

[[programme.kind.field]]
key = "sales"
title = "销售额"
type = "money"
unit = "万元"
required = true

[[programme.kind.field]]
key = "online"
title = "线上销售额"
type = "money"

[[programme.kind.field]]
key = "offline"
title = "线下销售额"
type = "money"

[[programme.kind.field]]
key = "tons"
title = "数量"
type = "decimal"
unit = "吨"
digits = 1

[[programme.kind.field]]
key = "families"
title = "其中建档立卡户"
type = "number"

[[programme.kind.field]]
key = "host"
title = "主播身份证号"
type = "citizen_id"
private = true

[[programme.kind.relation]]
kind = "sum"
whole = "sales"
parts = ["online", "offline"]
title = "线上加线下等于销售额"

[[programme.kind.relation]]
kind = "of_which"
whole = "people"
parts = ["families"]
title = "其中建档立卡户"
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return linked([parse(FILE, "test.toml")])


def broadcast(**said: Any) -> Entry:
    plain: dict[str, Any] = {
        "office_code": "621223",
        "id": "e1",
        "ledger": Ledger.ACTIVITY,
        "programme": "live",
        "kind": "broadcast",
        "name": "宕昌专场",
        "level": Level.COUNTY,
        "first_day": date(2020, 5, 9),
        "people": 100,
        "values": {"sales": 150000},
    }
    return Entry.model_validate(plain | said)


def sentences(entry: Entry, catalogue: Catalogue) -> list[tuple[str, str | None]]:
    return [(problem.sentence, problem.field) for problem in problems_of(entry, catalogue, TODAY)]


def test_a_right_entry_has_no_problem(catalogue: Catalogue) -> None:
    whole = {"sales": 150000, "online": 100000, "offline": 50000, "tons": "1.5", "families": 100}
    assert sentences(broadcast(values=whole, modifiers={"sales": "余", "people": "多"}), catalogue) == []


def test_everything_wrong_is_told_at_once_and_in_the_words_of_the_form(catalogue: Catalogue) -> None:
    wrong = broadcast(
        name=" ",
        first_day=date(2020, 9, 1),
        last_day=date(2020, 8, 1),
        people=-1,
        values={"tons": "1.55", "colour": "红", "host": "621223202001010000"},
        modifiers={"tons": "大约"},
    )
    assert sentences(wrong, catalogue) == [
        ("请写直播主题。", "name"),
        ("日期在今天之后,请核对。", "first_day"),
        ("结束日期早于日期,请核对。", "last_day"),
        ("惠及人数不能是负数,请核对。", "people"),
        ("请填写销售额。", "sales"),
        ("“数量”最多 1 位小数。", "tons"),
        ("“主播身份证号”校验位不符,可能有一位填错或两位颠倒,请按户口簿核对。", "host"),
        ("“直播带货”没有“colour”这一项。", "colour"),
        (
            "“数量”的约数用词不能是“大约”,可用:余、多、近、超、超过、全部、超额完成、左右、以上、以下、全程、全覆盖。",
            "tons",
        ),
    ]


def test_online_and_offline_make_the_total_or_somebody_says_why_not(catalogue: Catalogue) -> None:
    told = broadcast(values={"sales": 150000, "online": 100000, "offline": 40000})
    assert sentences(told, catalogue) == [
        ("线上加线下等于销售额:“销售额”与各部分之和不符,请核对;确实如此的,请写勾稽说明。", "sales")
    ]
    assert sentences(told.model_copy(update={"explanation": "线下尚有 100 元未结算"}), catalogue) == []


@pytest.mark.parametrize(("people", "families", "right"), [(78, 78, True), (77, 78, False), (0, 1, False)])
def test_a_part_is_at_most_its_whole(catalogue: Catalogue, people: int, families: int, right: bool) -> None:
    told = broadcast(people=people, values={"sales": 1, "families": families})
    expected = [
        ("其中建档立卡户:“其中建档立卡户”大于“惠及人数”,请核对;确实如此的,请写勾稽说明。", "families")
    ]
    assert sentences(told, catalogue) == ([] if right else expected)


def test_what_is_left_of_a_whole_is_known_while_it_is_typed(catalogue: Catalogue) -> None:
    kind = catalogue.kinds["live.broadcast"]
    entry = broadcast(values={"sales": 150000, "online": 90000, "families": 101})
    left = [
        (key, int(amount), breaks(relation, amount)) for relation, key, amount in differences(entry, kind)
    ]
    assert left == [("sales", 60000, True), ("families", -1, True)]
    assert list(differences(broadcast(), kind)) == []  # parts that nobody gave are not compared


def test_the_next_one_takes_over_what_is_no_figure_and_nobodys_secret(catalogue: Catalogue) -> None:
    kind = catalogue.kinds["live.broadcast"]
    led = (FieldOf("cadre", "团干部", Kind.NAME), FieldOf("seller", "农户", Kind.NAME, private=True))
    fields = (*kind.fields, FieldOf("goods", "农产品", Kind.TEXT), *led)
    kind = replace(kind, fields=fields)
    said = {
        "sales": 150000,
        "goods": "百花蜜",
        "cadre": "李明",
        "seller": "王**",
        "host": "621223201201019991",
    }
    one = broadcast(values=said, place="宕昌县", note="雨天")
    again = like(one, kind)
    kept = {"goods": "百花蜜", "cadre": "李明"}
    assert (again["name"], again["place"], again["values"]) == ("宕昌专场", "宕昌县", kept)
    assert not again.keys() & {"id", "people", "first_day", "note", "modifiers", "explanation"}
    listed = like(one, replace(kind, ledger=Ledger.PERSON))
    assert listed["first_day"] == one.first_day and "name" not in listed
    assert like(one, replace(kind, ledger=Ledger.ORGANISATION))["values"] == {"goods": "百花蜜"}


def test_a_kind_that_the_catalogue_has_not_is_no_kind(catalogue: Catalogue) -> None:
    [(sentence, field)] = sentences(broadcast(kind="fair"), catalogue)
    assert (field, "目录中没有" in sentence) == ("programme", True)
    assert sentences(broadcast(ledger=Ledger.FUND), catalogue) == [("“直播带货”应记入活动台账。", "ledger")]


def test_what_no_cell_could_hold_is_told_before_it_is_kept(catalogue: Catalogue) -> None:
    fields = tuple(FieldOf(f"t{number}", f"文字{number}", Kind.TEXT) for number in range(4))
    kind = replace(catalogue.kinds["live.broadcast"], fields=fields)
    own = replace(catalogue.programmes["live"], kinds=(kind,))
    long = broadcast(people=2 * 10**9, values={each.key: "长" * 3500 for each in fields})
    found = problems_of(long, Catalogue([replace(catalogue.actions[0], programmes=(own,))]), TODAY)
    assert [problem.sentence for problem in found] == [
        "惠及人数过大,请核对。",
        "直播带货的内容共 14000 字,一条记录放不下,请缩短。",
    ]


def field(kind: Kind, **more: Any) -> FieldOf:
    return FieldOf("f", "字段", kind, **more)


CHOICES = (("online", "线上"), ("offline", "线下"))


@pytest.mark.parametrize(
    ("own", "text", "kept", "shown"),
    [
        (field(Kind.MONEY, unit="万元"), "112.5", 112500000, "1,125,000.00 元"),
        (field(Kind.MONEY, unit="万元"), "300元", 30000, "300.00 元"),
        (field(Kind.MONEY, unit="元"), "１,８００", 180000, "1,800.00 元"),
        (field(Kind.NUMBER, unit="人次"), "１２,000", 12000, "12,000 人次"),
        (field(Kind.NUMBER, unit="人"), "1.8万", 18000, "18,000 人"),
        (field(Kind.DECIMAL, unit="吨", digits=2), "012.50", "12.5", "12.5 吨"),
        (field(Kind.DAY), "8.1", "2020-08-01", "2020年8月1日"),
        (field(Kind.MONTH), "2020年8月", "2020-08", "2020年8月"),
        (field(Kind.YES_NO), "是", True, "是"),
        (field(Kind.CHOICE, choices=CHOICES), "线上", "online", "线上"),
        (field(Kind.CHOICES, choices=CHOICES), "线下、online", ["offline", "online"], "线下、线上"),
        (field(Kind.CHOICES, choices=CHOICES), "线上\uff0c线下", ["online", "offline"], "线上、线下"),
        (field(Kind.PHONE), "138 1234-5566", "13812345566", "13812345566"),
        (field(Kind.TEXT), " 兰州百合 ", "兰州百合", "兰州百合"),
        (field(Kind.TEXT), "  ", None, ""),
    ],
)
def test_a_value_is_read_kept_and_shown(own: FieldOf, text: str, kept: Any, shown: str) -> None:
    value = values.read(own, text, TODAY)
    assert (value, values.shown(own, value)) == (kept, shown)
    assert value is None or values.problem_of(own, value, TODAY) is None
    assert values.read(own, values.written(own, value), TODAY) == value  # as it stands in its field


@pytest.mark.parametrize(
    ("typed", "figure", "word"),
    [
        ("近300", "300", "近"),
        ("1.5万余", "1.5万", "余"),
        ("超过 40", " 40", "超过"),
        ("40以上", "40", "以上"),
    ],
)
def test_a_figure_may_be_typed_with_its_word(typed: str, figure: str, word: str) -> None:
    assert values.without_modifier(typed) == (figure, word)
    assert values.without_modifier(figure) == (figure, "")


@pytest.mark.parametrize(
    ("own", "text", "sentence"),
    [
        (field(Kind.NUMBER), "3.5", "应为整数"),
        (field(Kind.DECIMAL, digits=1), "-3", "应为数字"),
        (field(Kind.YES_NO), "也许", "是或否"),
        (field(Kind.CHOICE, choices=CHOICES), "电视", "可用:线上、线下"),
        (field(Kind.MONEY), "很多", "无法识别"),
    ],
)
def test_what_cannot_be_read_is_said(own: FieldOf, text: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        values.read(own, text, TODAY)


@pytest.mark.parametrize(
    ("own", "value"),
    [
        (field(Kind.MONEY), "12"),
        (field(Kind.MONEY), True),
        (field(Kind.NUMBER), -1),
        (field(Kind.NUMBER), 10**15),
        (field(Kind.DECIMAL), "1.5"),
        (field(Kind.DECIMAL, digits=1), 1.5),
        (field(Kind.DAY), "2020-13-01"),
        (field(Kind.DAY), "20200801"),
        (field(Kind.MONTH), "2020-8"),
        (field(Kind.MONTH), 8),
        (field(Kind.YES_NO), 1),
        (field(Kind.CHOICE, choices=CHOICES), "tv"),
        (field(Kind.CHOICES, choices=CHOICES), "online"),
        (field(Kind.PHONE), "12345"),
        (field(Kind.NAME), "张?明"),
        (field(Kind.TEXT), 5),
        (field(Kind.TEXT), "长" * 4001),
        (field(Kind.TEXT), "半个\ud800字"),
    ],
)
def test_a_value_of_another_kind_is_told(own: FieldOf, value: Any) -> None:
    assert (values.problem_of(own, value, TODAY) or "").startswith("“字段”")


def test_private_values_are_masked() -> None:
    assert values.masked(field(Kind.CITIZEN_ID, private=True), "621223201201019991") == "6212************91"
    assert values.masked(field(Kind.PHONE, private=True), "13812345566") == "138****5566"
    assert values.masked(field(Kind.TEXT, private=True), "父亲重病") == "父***"
    assert values.masked(field(Kind.PHONE), "13812345566") == "13812345566"


@pytest.mark.parametrize(
    ("text", "day", "precision", "shown"),
    [
        ("2020.5.9", date(2020, 5, 9), Precision.DAY, "2020年5月9日"),
        ("5.9", date(2020, 5, 9), Precision.DAY, "2020年5月9日"),
        ("2020年4月", date(2020, 4, 1), Precision.MONTH, "2020年4月"),
        ("2020年4月中旬", date(2020, 4, 11), Precision.TEN_DAYS, "2020年4月中旬"),
        ("4月底", date(2020, 4, 21), Precision.TEN_DAYS, "2020年4月下旬"),
        ("4月份上旬", date(2020, 4, 1), Precision.TEN_DAYS, "2020年4月上旬"),
    ],
)
def test_a_date_is_kept_as_exactly_as_it_is_known(
    text: str, day: date, precision: Precision, shown: str
) -> None:
    assert read_when(text, TODAY) == (day, precision)
    assert show_when(broadcast(first_day=day, precision=precision)) == shown


def test_a_period_has_two_ends() -> None:
    told = broadcast(last_day=date(2020, 5, 11), precision=Precision.PERIOD)
    assert show_when(told) == "2020年5月9日至2020年5月11日"


@pytest.mark.parametrize("text", ["4.9中旬", "很久以前", "2020年13月底"])
def test_a_date_that_is_none_is_said(text: str) -> None:
    with pytest.raises(Refused):
        read_when(text, TODAY)
