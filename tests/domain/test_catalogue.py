"""The catalogue that ships: every row of the founding report has its place, and every file is sound."""

import csv
from pathlib import Path

import pytest

from countydesk.domain.catalogue import TITLES, Catalogue, FieldOf, Indicator, KindOf, Ledger, Source
from countydesk.domain.catalogue_file import linked, parse
from countydesk.domain.fields import Kind
from countydesk.domain.offices import Level
from countydesk.domain.problems import Refused
from countydesk.services.catalogue import catalogue

REPORT = Path(__file__).parent.parent / "golden" / "catalogue-2020.csv"
ROWS = {row["id"]: row for row in csv.DictReader(REPORT.read_text(encoding="utf-8-sig").splitlines())}
FIGURES = [row for row in ROWS if not row.startswith("Q")]
MECHANISMS = [row for row in ROWS if row.startswith("Q")]
FREE = (Kind.TEXT, Kind.LONG_TEXT)
# Mechanisms that are a list of classes, each of which must be offered as a choice.
CLASSES = {
    "Q04": "学业辅导、自护教育、感恩教育、夏令营",
    "Q05": "空中双选会",
    "Q06": "五四专场网络视频招聘会",
    "Q07": "春季高校毕业生网络视频双选会",
    "Q08": "面对面交流、就业指导咨询、职业生涯规划、职业技能培训、实习见习锻炼、优先就业推荐",
    "Q11": "致富带头人协会、青年企业家协会",
    "Q14": "兰州百合、陇南百花蜜、定西宽粉",
    "Q15": "训练营、直播专题讲座、技能提升培训班",
    "Q17": "青年学子汇智团",
    "Q18": "知民情、增民智、暖民心、解民忧、帮民富、树民志",
    "Q20": "送荣誉下基层、事迹分享会",
    "Q25": "解读、宣传、对接",
    "Q26": "创新担保方式、专属金融产品、扶贫贴息",
    "Q30": "订单培训、工岗快递、发达地区青年企业家吸纳",
    "Q31": "发布就业信息、技能培训、见习岗位",
    "Q32": "经济林、林下经济、高效生态农业",
    "Q33": "希望之星、圆梦行动、书海工程、营养餐",
    "Q34": "图书室、网络教室、青少年宫、青少年活动中心、青少年校外活动场所、青少年综合服务平台",
    "Q35": "优秀青年干部、创业致富带头人、科技工作者、青年教师",
    "Q37": "西部计划、大学生西部建功计划、博士服务团、金融干部到县级团委挂职",
    "Q38": "三下乡、科技之光",
    "Q39": "学业辅导、亲情陪伴、自护教育、助残助困、医疗卫生",
    "Q40": "红领巾圆梦行动、公益夏令营、乡村流动少年宫、七彩小屋",
    "Q41": "青少年民族团结交流、各民族学生同心营、城乡少年手拉手",
    "Q42": "党建带团建、区域化团建、乡镇直属团组织、农村合作组织团组织、学校团组织、少先队",
    "Q44": "人才、资源、资金、技术",
    "Q45": "考核评估、督导、通报、评估成效",
    "Q47": "政府资源、社会资源、内生资源",
    "Q48": "统筹协调、负总责、具体落实、瞄准建档立卡底数、制定帮扶措施、落地推进",
    "Q49": "精准确定对象、精准设计项目、精准制定措施、精准考核评估、精准总结成效",
    "Q51": "网络众筹、众扶、众帮、微捐赠、微公益",
    "Q52": "凝聚青年、服务大局、当好桥梁、从严治团",
    "Q53": "互联网、报纸、广播、电视",
    "Q54": "生产、教育、人才、公益扶贫、团建",
    "Q56": "我为家乡代言、微博话题互动、网络直播",
}


def indicators_for(row: str) -> list[Indicator]:
    return [one for one in catalogue().indicators.values() if row in one.answers]


def fields_for(row: str) -> list[FieldOf]:
    return [field for kind in catalogue().kinds.values() for field in kind.fields if row in field.answers]


def structures_for(row: str) -> list[object]:
    """The actions, programmes, kinds and relations that answer a row."""
    whole = catalogue()
    relations = [relation for kind in whole.kinds.values() for relation in kind.relations]
    places = [*whole.actions, *whole.programmes.values(), *whole.kinds.values(), *relations]
    return [place for place in places if row in place.answers]


def test_the_report_has_100_figures_and_58_mechanisms() -> None:
    assert (len(FIGURES), len(MECHANISMS)) == (100, 58)


@pytest.mark.parametrize("row", FIGURES)
def test_a_figure_is_one_indicator(row: str) -> None:
    (indicator,) = indicators_for(row)
    assert indicator.unit == ROWS[row]["unit"]
    assert indicator.sentence
    # What the report approximates is either reckoned so or said so by the records or the target.
    assert indicator.modifier in ("", ROWS[row]["modifier"])


@pytest.mark.parametrize("row", MECHANISMS)
def test_a_mechanism_is_a_structure_and_never_a_free_text(row: str) -> None:
    assert structures_for(row) or fields_for(row)
    assert all(field.kind not in FREE for field in fields_for(row))


@pytest.mark.parametrize("row", CLASSES)
def test_the_classes_that_a_mechanism_names_are_choices(row: str) -> None:
    offered = [title for field in fields_for(row) for _key, title in field.choices]
    for named in CLASSES[row].split("、"):
        assert any(named in title for title in offered), named


def test_the_report_s_six_actions_and_its_two_beside_them() -> None:
    of_report = [action for action in catalogue().actions if action.source is Source.REPORT]
    assert [action.title for action in of_report] == [
        "学业资助", "就业援助", "创业扶助", "消费扶贫", "志愿扶贫", "精神扶贫", "东西部扶贫协作", "定点帮扶",
    ]  # fmt: skip
    assert [action.title for action in of_report if "Q01" in action.answers] == [
        action.title for action in of_report[:6]
    ]


def test_the_opinion_s_actions_follow() -> None:
    of_opinion = [action.title for action in catalogue().actions if action.source is Source.OPINION]
    assert of_opinion == ["人才扶贫", "公益扶贫", "团建提升", "对口支援", "资源统筹", "精准调度"]


def test_nothing_answers_a_row_that_the_report_does_not_have() -> None:
    whole = catalogue()
    places = [*whole.actions, *whole.programmes.values(), *whole.kinds.values(), *whole.indicators.values()]
    assert {row for place in places for row in place.answers} <= ROWS.keys()


@pytest.mark.parametrize("ledger", Ledger)
def test_every_ledger_is_of_use(ledger: Ledger) -> None:
    assert any(kind.ledger is ledger for kind in catalogue().kinds.values())


@pytest.mark.parametrize(
    ("below", "above"),
    [("B02", "B01"), ("D05", "D04"), ("D10", "D09"), ("M07", "M06")],
)
def test_a_breakdown_names_its_whole(below: str, above: str) -> None:
    assert indicators_for(below)[0].part_of == indicators_for(above)[0].name


@pytest.mark.parametrize(
    ("total", "parts"),
    [
        ("A01", "B01"),
        ("A02", "D02 D08 E01 F01"),
        ("A03", "D04 D09"),
        ("A04", "E04 E05"),
        ("A05", "I03 I07"),
        ("A06", "L03 L05"),
    ],
)
def test_the_headline_sums_are_sums_of_figures(total: str, parts: str) -> None:
    assert indicators_for(total)[0].sum_of == tuple(indicators_for(part)[0].name for part in parts.split())


def test_the_rows_say_who_enters_them() -> None:
    """What the report counts at the province's level alone is counted there alone."""
    for row in ("B02", "D01", "D02", "D03", "D04", "D05", "I01", "I02", "I03", "M01"):
        assert indicators_for(row)[0].level == (Level.PROVINCE,), row
    for row in ("D06", "D07", "D08", "D09", "D10", "I05", "I06", "I07"):
        assert indicators_for(row)[0].level == (Level.CITY, Level.COUNTY), row


def kind(name: str) -> KindOf:
    return catalogue().kinds[name]


def test_a_form_has_the_common_fields_of_its_ledger_under_its_own_titles() -> None:
    broadcast = kind("live_sales.broadcast")
    assert list(broadcast.titles) == ["name", "first_day", "last_day", "place", "organisers", "partners"]
    assert broadcast.titles["name"] == "直播主题"
    assert kind("jobs_general.activity").titles == TITLES[Ledger.ACTIVITY]


def test_records_belong_to_records() -> None:
    assert kind("leaders.led").of == "leaders.leader"
    assert kind("products.sale").of == "short_video.topic"
    assert kind("heshui.task").of == "heshui.meeting"


def test_a_field_is_read_as_that_of_any_record() -> None:
    field = kind("campus_jobs.fair").own("series")
    assert field is not None
    spec = field.spec
    assert (spec.title, spec.kind, spec.required) == ("场次类别", Kind.CHOICE, True)
    assert spec.choices is not None
    assert spec.choices("may_fourth").title == "五四专场网络视频招聘会"
    assert field.title_of("long_gone") == "long_gone"


def test_a_fund_has_an_amount_and_goods_have_a_quantity() -> None:
    for one in catalogue().kinds.values():
        if one.ledger is Ledger.FUND:
            assert any(field.kind is Kind.MONEY for field in one.fields), one.name
        if one.ledger is Ledger.GOODS:
            assert one.own("quantity"), one.name


def test_private_fields_are_masked() -> None:
    for one in catalogue().kinds.values():
        for field in one.fields:
            assert field.private or field.kind not in (Kind.CITIZEN_ID, Kind.PHONE), (one.name, field.key)


@pytest.mark.parametrize(
    ("row", "counted"),
    [
        ("B01", Kind.MONEY),
        ("A01", Kind.MONEY),
        ("B03", Kind.DECIMAL),
        ("C02", Kind.MONEY),
        ("C04", Kind.TEXT),
        ("D00", Kind.DAY),
        ("D06", Kind.NUMBER),
        ("L06", Kind.DECIMAL),
        ("G04", Kind.TEXT),
        ("P03", Kind.TEXT),
    ],
)
def test_what_an_indicator_counts_in(row: str, counted: Kind) -> None:
    assert catalogue().counted(indicators_for(row)[0]) is counted


def test_a_grant_per_county_is_money() -> None:
    assert catalogue().counted(catalogue().indicators["alliance.last8_each"]) is Kind.MONEY


# ── a file that somebody has edited ──────────────────────────────────────────

SHEEP = """\
key = "sheep"
title = "养羊帮扶"
order = 20

[[programme]]
key = "lending"
title = "借羊还羊"

[[programme.kind]]
key = "loan"
title = "借羊"
ledger = "goods"
titles = { name = "品种" }

[[programme.kind.field]]
key = "sheep"
title = "借出"
type = "number"
unit = "只"

[[programme.kind.field]]
key = "ewes"
title = "其中母羊"
type = "number"

[[programme.kind.field]]
key = "breed"
title = "来源"
type = "choice"
choices = [["own", "自繁"], ["bought", "外购"]]

[[programme.kind.relation]]
kind = "of_which"
whole = "sheep"
parts = ["ewes"]
title = "借出其中母羊"

[[programme.indicator]]
key = "lent"
title = "借出羊只"
from = "loan"
count = "sum"
field = "sheep"
where = { breed = "own" }
unit = "只"
sentence = "借出{figure}"
"""


def test_a_programme_is_added_by_a_file_alone() -> None:
    whole = linked([*catalogue().actions, parse(SHEEP, "sheep.toml")])
    assert whole.programmes["lending"].action == "sheep"
    assert whole.programmes["lending"].reports == tuple(Level)
    assert whole.kinds["lending.loan"].titles["name"] == "品种"
    assert whole.counted(whole.indicators["lending.lent"]) is Kind.NUMBER


def read(text: str) -> Catalogue:
    return linked([*catalogue().actions, parse(text, "sheep.toml")])


@pytest.mark.parametrize(
    ("was", "becomes", "line", "sentence"),
    [
        ('title = "借羊"', 'title = "借羊', 11, "不合 TOML 的写法"),
        ('title = "借羊"', 'tilte = "借羊"', 11, "不认识的项“tilte”"),
        ('title = "借羊"', 'tilte = "借羊"', 9, "缺少 title"),
        ('title = "借羊"', "title = 5", 11, "title 应是文字"),
        ('key = "sheep"\ntitle = "借出"', 'key = "Sheep!"\ntitle = "借出"', 16, "只能用小写英文字母"),
        ('type = "number"\nunit', 'type = "integer"\nunit', 18, "type 不能是“integer”,可用:text、"),
        ('ledger = "goods"', 'ledger = "sheep"', 12, "ledger 不能是“sheep”,可用:activity、"),
        ('{ name = "品种" }', '{ names = "品种" }', 13, "titles 里没有“names”"),
        ('{ name = "品种" }', '{ name = "" }', 13, "不能去掉"),
        ('key = "ewes"', 'key = "sheep"', 21, "字段代号“sheep”重复"),
        ('key = "ewes"', 'key = "note"', 21, "与通用字段同名"),
        ('"其中母羊"\ntype = "number"', '"归还"\ntype = "day"\nnot_before = "lent"', 21, "可用:first_day。"),
        ('type = "number"\nunit', 'type = "number"\nnot_before = "first_day"\nunit', 15, "只有 day 类型可写"),
        ('choices = [["own", "自繁"], ["bought", "外购"]]', "", 26, "要写选项"),
        ('["bought", "外购"]', '["bought"]', 30, "每个选项写成"),
        ('["bought", "外购"]', '["own", "外购"]', 30, "代号有重复"),
        ('parts = ["ewes"]', 'parts = ["breed"]', 32, "不是“借羊”的数字字段"),
        ('parts = ["ewes"]', "parts = []", 35, "哪几部分"),
        ('from = "loan"', "", 38, "指标怎么来"),
        ('from = "loan"', 'from = "loans"', 38, "“lending.loans”不存在"),
        ('field = "sheep"\nwhere', 'field = "goats"\nwhere', 38, "没有字段“goats”"),
        ('field = "sheep"\nwhere', 'field = "breed"\nwhere', 38, "不是数字"),
        ('field = "sheep"\nwhere', "where", 38, "要写 field"),
        ('{ breed = "own" }', '{ breed = "stolen" }', 38, "没有选项“stolen”"),
        ('unit = "只"\nsentence', 'modifier = "大约"\nsentence', 45, "修饰词不能是“大约”"),
        ('unit = "只"\nsentence', 'among = "rich"\nsentence', 45, "among 不能是“rich”"),
        ('unit = "只"\nsentence', 'modified = "all"\nsentence', 38, "与哪个指标相比"),
        ("{figure}", "{number}", 38, "sentence 里的 {number}"),
        ('key = "lending"', 'key = "hope"', 5, "项目代号“hope”已经用过"),
        (
            'key = "sheep"\ntitle = "养羊帮扶"',
            'key = "study"\ntitle = "养羊帮扶"',
            1,
            "行动代号“study”已经用过",
        ),
    ],
)
def test_a_fault_is_told_with_file_and_line(was: str, becomes: str, line: int, sentence: str) -> None:
    assert was in SHEEP
    with pytest.raises(Refused) as refused:
        read(SHEEP.replace(was, becomes, 1))
    told = [problem for problem in refused.value.problems if sentence in problem.sentence]
    assert told, str(refused.value)
    assert told[0].sentence.startswith(f"sheep.toml 第 {line} 行:")
    assert told[0].row == line


def test_people_who_are_not_in_the_form_are_no_whole() -> None:
    faulty = SHEEP.replace('whole = "sheep"', 'whole = "people"').replace("{ name", '{ people = "", name')
    with pytest.raises(Refused, match="里的“people”不是“借羊”的数字字段"):
        read(faulty)


def test_all_faults_are_told_at_once() -> None:
    faulty = SHEEP.replace('title = "借出"', "").replace('ledger = "goods"', 'ledger = "x"')
    with pytest.raises(Refused) as refused:
        read(faulty)
    assert len(refused.value.problems) == 2


MADE_OF = """
[[programme.indicator]]
key = "a"
title = "甲"
sum_of = ["b"]

[[programme.indicator]]
key = "b"
title = "乙"
sum_of = ["a"]
"""


def test_an_indicator_is_not_made_of_itself() -> None:
    with pytest.raises(Refused, match="不能由它自己算出"):
        read(SHEEP + MADE_OF)


def test_money_and_heads_are_not_added_up() -> None:
    mixed = MADE_OF.replace('sum_of = ["b"]', 'sum_of = ["lent", "hope.raised"]')
    with pytest.raises(Refused, match="不同单位"):
        read(SHEEP + mixed)
