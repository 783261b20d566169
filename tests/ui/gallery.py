"""The parts on pages with made-up data, as in the drawings: to be looked at.

`python -m tests.ui.gallery FOLDER [WIDTHxHEIGHT]` leaves a picture of each page in FOLDER;
without a folder the window opens.
"""

import sys
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from countydesk.domain.fields import Choice, FieldSpec, Kind
from countydesk.domain.problems import Refused
from ui import style
from ui.background import Background
from ui.charts.columns_chart import Bar, ColumnsChart
from ui.charts.course_chart import Course, CourseChart, Mark, Stretch
from ui.charts.legend import Legend, Meaning, Shape
from ui.charts.money_bar import MoneyBar, parts_of
from ui.dialogs.ask_passphrase import AskPassphrase
from ui.dialogs.asking import AskReason
from ui.dialogs.crash_report import CrashReport
from ui.dialogs.pdf_preview import PdfPreview
from ui.failures import Failures, describe
from ui.forms.form import Form
from ui.forms.picker import Item, Picker
from ui.parts.card import Card, link, rule
from ui.parts.chip import Chip
from ui.parts.facts import Fact, FactList, FactStrip
from ui.parts.folding import Beside, Scrolled
from ui.parts.lists import Check, CheckList, Event, Task, TaskList, Timeline
from ui.parts.marks import State
from ui.parts.page import Action, Page
from ui.parts.photo_strip import PhotoStrip
from ui.parts.side_bar import Place
from ui.parts.step_path import Step, StepPath
from ui.session import Session
from ui.style import Tone
from ui.tables.columns import Column, ListSource
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed
from ui.window import Entry, Window

NAMES = ["马小䶮", "单文彬", "王雪梅", "张子轩", "仇海龙", "阿不都·热合曼"]
NAMES += ["李佳琪", "曾玉兰", "刘浩然", "尉迟明", "陈欣怡", "唐瑞涵"]
STATES = {"在助": Tone.GREEN, "休学": Tone.AMBER, "待公示": Tone.BLUE}
DONE, NOW, TO_COME = State.DONE, State.NOW, State.TO_COME


def nothing() -> None:
    """What the gallery's buttons do."""


class Workbench(Page):
    """Drawing 1."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        scrolled = Scrolled()
        whole.addWidget(scrolled)
        column = scrolled.column
        steps = [("录入", DONE, "完成"), ("发放", DONE, "已打印"), ("签收", NOW, "4 人未签")]
        steps += [
            ("走访", TO_COME, "28/40"),
            ("月结", TO_COME, ""),
            ("上报", TO_COME, ""),
            ("回执", TO_COME, ""),
        ]
        column.addWidget(StepPath([Step(*step) for step in steps]))
        column.addWidget(Beside([(self._today(), 8), (self._years(), 7)]), 1)

    def _today(self) -> Card:
        card = Card("今天要做")
        card.add(
            TaskList(
                [
                    Task("走访到期", Tone.RED, "12 名对象本月应走访,其中 3 名逾期", "去走访", nothing),
                    Task("待审核", Tone.AMBER, "3 份申请已齐材料,等待资料审核", "去审核", nothing),
                    Task("名册未签", Tone.AMBER, "秋季学期名册 HS-2026-003 尚缺 4 个签名", "登记", nothing),
                    Task("退汇", Tone.RED, "马小䶮 1800.00 元,账户姓名不符", "更正", nothing),
                    Task("备份", Tone.GREEN, "最近一次备份在 U 盘,2 小时前"),
                ]
            )
        )
        card.add(style.label("秋季学期 · 每一元在哪里", "strong"))
        card.add(MoneyBar("应发 218 人", parts_of(25240000, 4980000, 1780000, 3560000)))
        card.body.addStretch(1)
        return card

    def _years(self) -> Card:
        card = Card("助到高中毕业,还要多少")
        card.heading.addWidget(Legend([Meaning("小学", "blue_pale"), Meaning("中学", "blue")], "万元 / 学年"))
        totals = [71.1, 69.0, 63.2, 55.1, 45.2, 34.8, 24.4, 15.3, 7.6, 2.6]
        uppers = [6.4, 4.2, 2.6, 1.8, 1.0, 0.3, 0, 0, 0, 0]
        bars = [
            Bar(f"{26 + n}–{27 + n}", total - upper, upper, f"{total}")
            for n, (total, upper) in enumerate(zip(totals, uppers, strict=True))
        ]
        card.add(ColumnsChart(bars), 1)
        card.add(
            style.label("218 名在助,至 2036 年共 388.3 万元;下一学年 9 人升初中", "secondary", wraps=True)
        )
        return card

    def title(self) -> str:
        return "10 月这样走"

    def subtitle(self) -> str:
        return "距上报截止 9 天"

    def opened(self, *what: object) -> None:
        self.say_status("已保存 10:32      备份 2 小时前 · 已存两处", "218 名在助 · 本月走访 28")


class Register(Page):
    """Drawing 2."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        columns = [
            Column("序号", 0, Kind.TEXT, 58, faint=True),
            Column("姓名", 1, Kind.NAME, 144, sort="name"),
            Column("性别", 2, Kind.TEXT, 58),
            Column("身份证号", 3, Kind.CITIZEN_ID, 160, private=True, faint=True),
            Column("乡镇", 4, Kind.TEXT, 94, sort="town"),
            Column("学校", 5, Kind.TEXT, 126),
            Column("学段年级", 6, Kind.TEXT, 112),
            Column("家庭类型", 7, Kind.TEXT, 118),
            Column("本期金额", 8, Kind.MONEY, 100),
            Column("最近走访", 9, Kind.DAY, 92),
            Column("状态", 10, Kind.TEXT, 90, chip=STATES),
        ]
        rows = [
            (
                number + 1,
                NAMES[number % len(NAMES)],
                "男女"[number % 2],
                f"62102420120{number % 9 + 1}15{number:04d}"[:18],
                ("西华池镇", "老城镇", "太白镇", "板桥镇")[number % 4],
                ("西华池小学", "县第一中学", "何家畔九年制学校附属教学点")[number % 3],
                ("小学 三年级", "中学 初二", "中学 高一")[number % 3],
                ("孤儿", "事实无人抚养", "单亲", "监测户")[number % 4],
                (100000, 180000, 180000)[number % 3],
                ("9月12日", "10月3日", "—")[number % 3],
                ("在助", "在助", "休学", "在助", "待公示")[number % 5],
            )
            for number in range(231)
        ]
        keys = {"name": lambda row: row[1], "town": lambda row: row[4]}
        self.view = RecordView(RecordTable(columns, ListSource(rows, keys), session.background))
        self.view.picked.connect(self._picked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        line = QHBoxLayout()
        line.setSpacing(style.GAP)
        search = Picker([], "姓名、拼音首字母、证件号、学校")
        search.setFixedWidth(280)
        line.addWidget(search)
        for words in ("在助 ✕", "乡镇 全部", "学段 全部", "走访 逾期"):
            line.addWidget(Chip(words, Tone.BLUE if "✕" in words else Tone.GREY))
        line.addStretch(1)
        line.addWidget(style.label("列 · 排序 拼音", "secondary"))
        column.addLayout(line)
        column.addWidget(framed(self.view), 1)

    def _picked(self, rows: int, fen: int | None) -> None:
        left = f"已选 {rows} 名      合计 {(fen or 0) / 100:,.2f} 元" if rows else ""
        self.say_status(left, "Ctrl+C 复制到 Excel · Enter 打开 · F2 批量修改")

    def title(self) -> str:
        return "帮扶对象"

    def subtitle(self) -> str:
        return "231 名"

    def actions(self) -> list[Action]:
        return [
            Action("导入 Excel…", nothing),
            Action("打印…", nothing),
            Action("新增", nothing, "Ctrl+N", main=True),
        ]

    def opened(self, *what: object) -> None:
        self._picked(0, None)


class Child(Page):
    """Drawing 3."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        scrolled = Scrolled()
        whole.addWidget(scrolled)
        column = scrolled.column
        facts = Card()
        facts.add(
            FactStrip(
                [
                    Fact("身份证号", "6210**********28", "显示", nothing),
                    Fact("出生", "2010年3月(16 岁)"),
                    Fact("学校", "县第一中学 高一(3)班"),
                    Fact("监护人", "王建军(祖父) 138****5566"),
                    Fact("银行卡", "甘肃农信 ****0217"),
                    Fact("监护人同意", "2020年3月2日 有签字件"),
                ]
            )
        )
        column.addWidget(facts)
        column.addWidget(self._way())
        visits = Card("走访")
        visits.add(
            Timeline(
                [
                    Event(
                        "2026年9月12日",
                        "李明、赵芳",
                        "祖父住院,奶奶照看;住校,周末回家;成绩中上。",
                        "跟进:联系民政临时救助 · 10月20日前",
                    ),
                    Event("2026年4月3日", "李明、张军", "房屋已修缮;想学护理。照片 2 张", act=nothing),
                ]
            ),
            1,
        )
        column.addWidget(Beside([(self._payments(), 1), (visits, 1)]), 1)

    def _way(self) -> Card:
        card = Card("从小学到高中毕业")
        signs = [Meaning("已签收", "green", Shape.DOT), Meaning("退汇后重发", "red", Shape.DOT)]
        card.heading.addWidget(Legend([*signs, Meaning("走访", "amber", Shape.DIAMOND)]))
        first = date(2020, 3, 1)
        payments = [Mark(first + timedelta(days=30 + 182 * n), f"第 {n + 1} 期", n == 5) for n in range(13)]
        visits = [Mark(first + timedelta(days=20 + 330 * n), "走访") for n in range(8)]
        card.add(
            CourseChart(
                Course(
                    date(2026, 10, 15),
                    [
                        Stretch("小学 2000 元/年", first, date(2022, 9, 1), "blue_soft"),
                        Stretch("初中 3600 元/年", date(2022, 9, 1), date(2025, 9, 1)),
                        Stretch("高中 3600 元/年", date(2025, 9, 1), date(2028, 9, 1), "blue_deep"),
                        Stretch(
                            "2028 年毕业 · 转“圆梦大学”", date(2028, 9, 1), date(2031, 12, 31), ahead=True
                        ),
                    ],
                    payments,
                    visits,
                )
            )
        )
        card.add(style.label("已助 13 期 19,400.00 元 · 还需 6 期 10,800.00 元至毕业", "small"))
        return card

    def _payments(self) -> QWidget:
        tones = {"已付未签": Tone.BLUE, "已签收": Tone.GREEN, "退汇后重发": Tone.AMBER}
        columns = [
            Column("学期", 0, width=89),
            Column("名册", 1, width=220),
            Column("金额", 2, Kind.MONEY, 84),
            Column("状态", 3, width=98, chip=tones),
            Column("领款", 4, width=100),
        ]
        rows = [
            ("2026 秋季", "HS-2026-003 · 第 4 页 7 行", 180000, "已付未签", "—"),
            ("2026 春季", "HS-2026-001 · 第 4 页 6 行", 180000, "已签收", "本人 3月18日"),
            ("2025 秋季", "HS-2025-004 · 重发 HS-2025-005", 180000, "退汇后重发", "祖父代领 11月2日"),
        ]
        return framed(RecordView(RecordTable(columns, ListSource(rows))), above=["发放"])

    def title(self) -> str:
        return "王雪梅"

    def trail(self) -> str:
        return "帮扶对象"

    def chips(self) -> list[tuple[str, Tone]]:
        return [("在助", Tone.GREEN), ("监测户", Tone.GREY)]

    def actions(self) -> list[Action]:
        visit = Action("记一次走访", nothing, "Ctrl+Return", main=True)
        return [Action("打印档案", nothing), Action("更正…", nothing), visit]

    def opened(self, *what: object) -> None:
        self.say_status("已保存 10:32      查看完整证件号会记入访问记录", "Alt+← 返回名单 · Ctrl+↓ 下一名")


class Batch(Page):
    """Drawing 4."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        names = ["复核", "批准", "打印盖章", "付款", "签收", "结清"]
        steps = [Step("拟定", DONE, "李明"), *(Step(n, TO_COME if at else NOW) for at, n in enumerate(names))]
        column.addWidget(StepPath(steps))
        columns = [
            Column("序号", 0, width=50, faint=True),
            Column("姓名", 1, width=124),
            Column("学段", 2, width=50),
            Column("学校年级", 3, width=150),
            Column("标准/年", 4, Kind.NUMBER, 72),
            Column("本期", 5, Kind.MONEY, 84),
            Column("账户", 6, width=142, faint=True),
            Column("提示", 7, width=120, tone=Tone.RED),
        ]
        rows = [
            (
                n + 1,
                name,
                "中学" if n % 3 else "小学",
                "县第一中学 初二",
                3600,
                180000,
                f"甘肃农信 ****{1200 + 7 * n}",
                "账户姓名与监护人不同" if n == 4 else "",
            )
            for n, name in enumerate(NAMES)
        ]
        beside = QHBoxLayout()
        beside.setSpacing(style.GAP)
        beside.addWidget(framed(RecordView(RecordTable(columns, ListSource(rows)))), 12)
        scrolled = Scrolled()
        side = scrolled.column
        due = Card()
        due.body.setSpacing(2)
        due.add(style.label("应发", "faint"))
        due.add(style.label("355,600.00 元", "sum"))
        due.add(style.label("人民币叁拾伍万伍仟陆佰元整", "small", wraps=True))
        due.add(style.label("小学 46 人 × 1000 = 46,000.00\n中学 172 人 × 1800 = 309,600.00", "secondary"))
        left_out = Card("未列入 13 名")
        left_out.add(style.label("休学 4 · 转出 3 · 已毕业 2\n公示未满 3 · 本期已发 1", "small"))
        left_out.add(link("逐人查看原因"))
        left_out.add(rule())
        left_out.add(style.label("提示 1", "strong"))
        words = "第 5 行 仇海龙:账户姓名“仇建国”与监护人“仇建军”不同,核对后再提交。"
        left_out.add(style.label(words, "wrong", wraps=True))
        left_out.body.addStretch(1)
        side.addWidget(due)
        side.addWidget(left_out, 1)
        beside.addWidget(scrolled, 5)
        column.addLayout(beside, 1)

    def title(self) -> str:
        return "2026 年秋季学期"

    def trail(self) -> str:
        return "助养发放"

    def chips(self) -> list[tuple[str, Tone]]:
        return [("名册号打印时生成", Tone.GREY)]

    def actions(self) -> list[Action]:
        submit = Action("提交复核", nothing, "Ctrl+Return", main=True)
        return [Action("预览名册", nothing), Action("导出", nothing), submit]

    def opened(self, *what: object) -> None:
        self.say_status("218 行 · 22 页      选中 1 行 1,800.00 元", "复核人不能是拟定人")


class Schooling(Choice):
    """在校情况."""

    AT_SCHOOL = "at_school", "在校"
    PAUSED = "paused", "休学"


class Finding(Choice):
    """困难类型."""

    ORPHAN = "orphan", "孤儿"
    UNCARED = "uncared", "事实无人抚养"
    SINGLE = "single", "单亲"
    WATCHED = "watched", "监测户"


def spec(
    name: str,
    title: str,
    kind: Kind = Kind.TEXT,
    *,
    required: bool = False,
    choices: type[Choice] | None = None,
    hint: str = "",
) -> FieldSpec:
    """A declared field for the gallery."""
    return FieldSpec(name, title, kind, required, choices, False, hint)


class Visit(Page):
    """Drawing 5."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        specs = [
            spec("day", "走访日期", required=True),
            spec("visitors", "走访人(至少两人)"),
            spec("met", "见到谁"),
            spec("school", "就学", Kind.CHOICE, choices=Schooling),
            spec("phone", "电话", Kind.PHONE),
            spec("change", "家庭变化"),
            spec("kinds", "家庭类型", Kind.CHOICES, choices=Finding),
            spec("story", "走访情况", Kind.LONG_TEXT, hint="Alt+Enter 换行"),
            spec("follow", "需要跟进"),
            spec("due", "期限"),
            spec("helped", "上次跟进已完成", Kind.YES_NO),
        ]
        rows: list[list[str | tuple[str, int]]] = [["day", "visitors", "met"], ["school", "phone", "change"]]
        rows += [[("kinds", 2), "helped"], ["story"], [("follow", 2), "due"]]
        self.form = Form(specs, rows)
        self.form.set_values({"day": "2026年10月15日", "visitors": "李明、赵芳", "met": "本人、外祖母"})
        self.form.set_values({"kinds": [Finding.SINGLE], "story": "外祖母身体尚好,种玉米六亩。孩子住校。"})
        self.form.set_draft({"follow": "联系学校心理老师,面谈一次", "due": "10.9", "school": "at_school"})
        late = "跟进期限 2026年10月9日早于走访日期,请改为之后的日期。"
        self.form.fields["due"].show_problem(late)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(style.GAP)
        line.addWidget(self._about(), 27)
        middle = Card()
        middle.body.setContentsMargins(1, 1, 1, 1)
        middle.add(self.form)
        line.addWidget(middle, 64)
        photos = Card("照片 2")
        strip = PhotoStrip()
        strip.show_photos(
            [photo("#C5D3BF", "#8FA487"), photo("#D9CDBD", "#A38B69")], "已去除位置信息,1.9 MB → 210 KB"
        )
        photos.add(strip, 1)
        line.addWidget(photos, 23)

    def _about(self) -> Card:
        card = Card("单文彬", "拼音 shan")
        card.add(style.label("男 · 13 岁 · 县第一中学 初二(4)班\n西华池镇 唐沟圈村", "secondary", wraps=True))
        card.add(style.label("上次 2026年4月3日", "strong"))
        card.add(style.label("母亲外出务工,随外祖母生活;近视未配镜。", "small", wraps=True))
        chip = QHBoxLayout()
        chip.addWidget(Chip("跟进逾期:配镜 · 5月30日前", Tone.RED))
        chip.addStretch()
        card.body.addLayout(chip)
        card.add(rule())
        card.add(
            style.label(
                "学期金额 1,800.00 · 已付未签\n监护人 单建国(外祖父) 139****2210", "secondary", wraps=True
            )
        )
        card.body.addStretch(1)
        return card

    def title(self) -> str:
        return "记一次走访"

    def subtitle(self) -> str:
        return "名单“10月西华池镇”第 14 / 40 名"

    def actions(self) -> list[Action]:
        save = Action("保存,下一名", self.form.submit, "Ctrl+Return", main=True)
        return [Action("跳过 Ctrl+↓", nothing, "Ctrl+Down"), save]

    def opened(self, *what: object) -> None:
        self.say_status("草稿已保存 3 秒前", "Enter/Tab 下一格 · Shift+Enter 上一格 · Ctrl+D 同上一名")


class Month(Page):
    """Drawing 6."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        checks = Card()
        checks.body.setContentsMargins(6, 0, 6, 0)
        checks.add(
            CheckList(
                [
                    Check("名册", "HS-2026-003 已签收 214 人,4 人注明原因", True),
                    Check("走访", "应走访 40,已走访 40", True),
                    Check("退汇", "马小䶮 1,800.00 元 尚未重发,月结后转入 11 月", False, "处理", nothing),
                    Check("活动与指标", "9 项有新记录,“其中”关系无误", True),
                    Check("目标", "全年走访 412/480(85.8%)", True),
                    Check("同一人", "与上月相比新增 2,无重复证件号", True),
                    Check("批准人", "负责人 王海 输入口令后签名", False, "签名", nothing),
                ]
            ),
            1,
        )
        package = Card("同步包")
        package.add(
            FactList(
                [
                    Fact("文件", "621024-2026-10-007.xlsx.p7m(612 KB)"),
                    Fact("收件", "共青团甘肃省委(已加密)"),
                    Fact("签名", "合水县 证书至 2028年3月 · 指纹 7A3F 91C2 …"),
                    Fact("上一包", "006 · 9月30日"),
                    Fact("内容", "231 人 · 发放 4,812 笔 · 走访 1,906 次 · 活动 318 条"),
                ]
            )
        )
        columns = [Column("月份", 0, width=96), Column("编号", 1, width=96)]
        columns.append(
            Column("省级回执", 2, width=200, chip=lambda w: Tone.AMBER if "质询 2" in w else Tone.GREEN)
        )
        rows = [
            ("9月", "006", "已接收 231 · 质询 0"),
            ("8月", "005", "质询 2,已答复"),
            ("7月", "004", "已接收"),
        ]
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(style.GAP)
        line.addWidget(checks, 4)
        right = QVBoxLayout()
        right.setSpacing(style.GAP)
        right.addWidget(package)
        right.addWidget(framed(RecordView(RecordTable(columns, ListSource(rows))), above=["往月与回执"]), 1)
        line.addLayout(right, 3)

    def title(self) -> str:
        return "2026年10月 月结与上报"

    def actions(self) -> list[Action]:
        return [Action("预览工作簿", nothing), Action("月结并签名导出", nothing, main=True)]

    def opened(self, *what: object) -> None:
        self.say_status("月结后 10 月的记录锁定,更正记入 11 月", "记录链 18,204 条 · 完好")
        self.session.notice("同步包 006 已由省级接收,回执已存。", Tone.GREEN)


class Choosing(Page):
    """The picker with its list open."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        places = [
            Item("621024", "合水县", ("hsx", "heshuixian"), "庆阳市"),
            Item("621223", "宕昌县", ("dcx",), "陇南市"),
        ]
        places += [Item("620824", "华亭市", ("hts",), "平凉市"), Item("621023", "华池县", ("hcx",), "庆阳市")]
        self.picker = Picker(places)
        form = Form([spec("county", "县区")], [["county"]], overrides={"county": self.picker})
        card = Card("这是哪个县的工作台?")
        card.add(form, 1)
        column = QVBoxLayout(self)
        column.addWidget(card)

    def title(self) -> str:
        return "新建工作台"

    def opened(self, *what: object) -> None:
        self.picker.setFocus()
        self.picker.setText("h")
        self.picker.textEdited.emit("h")


def photo(upper: str, lower: str) -> QPixmap:
    """A made-up photo."""
    made = QPixmap(400, 236)
    shade = QLinearGradient(QPoint(0, 0), QPoint(400, 236))
    shade.setColorAt(0, QColor(upper))
    shade.setColorAt(1, QColor(lower))
    painter = QPainter(made)
    painter.fillRect(made.rect(), shade)
    painter.end()
    return made


ENTRIES = [
    Entry(Place("workbench", "工作台", "desk"), Workbench),
    Entry(Place("register", "帮扶对象", "people"), Register),
    Entry(Place("batch", "助养发放", "money"), Batch),
    Entry(Place("visit", "入户走访", "visit"), Visit),
    Entry(Place("activities", "六大行动", "activity"), Choosing),
    Entry(Place("month", "月度上报", "report"), Month),
    Entry(Place("transfer", "导入与导出", "transfer"), Page, "lower"),
    Entry(Place("settings", "设置", "settings"), Page, "lower"),
    Entry(Place("manual", "手册", "manual", "F1"), Page, "lower"),
    Entry(Place("child", "孩子", "people"), Child, "register"),
]


def a_window(folder: Path) -> Window:
    """The gallery's window, shown."""
    background = Background()
    window = Window(Session(background, Failures(folder)), ENTRIES)
    window.closing.connect(background.shutdown)
    window.top.show_office("共青团合水县委员会", "李明 · 录入员")
    window.top.show_month("2026年10月 · 进行中")
    window.show_counts({"workbench": 5, "batch": 1, "visit": 12})
    return window


def a_page(number: int, dpi: int) -> tuple[int, int, bytes]:
    """A made-up printed page: white, with a grey block for each page's number."""
    width, height = int(297 / 25.4 * dpi), int(210 / 25.4 * dpi)
    return width, height, (b"\xff" * (width * 3)) * (height - 60) + b"\xdd" * (width * 3 * 60)


def settle(application: QApplication) -> None:
    """Let the worker bring what was asked for."""
    for _ in range(30):
        application.thread().msleep(10)
        application.processEvents()


def take_pictures(application: QApplication, window: Window, folder: Path) -> None:
    """A picture of every page, of the cover and of the dialogs."""
    for entry in ENTRIES:
        if entry.make is not Page:
            window.go(entry.place.name)
            if entry.place.name == "register":
                window.page("register").view.selectRow(2)  # type: ignore[attr-defined]
            settle(application)
            window.grab().save(str(folder / f"{entry.place.name}.png"))
    try:
        raise ValueError("王雪梅")
    except ValueError as failure:
        report = describe(failure, __import__("datetime").datetime.now().astimezone())
    background = window.session.background
    dialogs: list[QWidget] = [
        AskReason(window, "登记退汇", "马小䶮 1,800.00 元。退回的钱记为“退汇”,可以再发。"),
        CrashReport(window, report, folder / "crash.txt"),
        PdfPreview(window, background, a_page, 22, title="发放花名册 HS-2026-003", landscape=True),
    ]
    for number, dialog in enumerate(dialogs):
        dialog.show()
        settle(application)
        dialog.grab().save(str(folder / f"dialog-{number}.png"))
        dialog.close()
    asking = AskPassphrase("共青团合水县委员会", ["李明", "赵芳", "王海"], "李明")
    window.cover(asking)
    window.top.show_nobody()
    asking.refused(Refused("口令不对,请再试一次。"))
    settle(application)
    window.grab().save(str(folder / "unlock.png"))


def main() -> int:
    """Open the gallery, or leave its pictures."""
    application = QApplication(sys.argv[:1])
    application.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
    style.apply(application)
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path.cwd()
    window = a_window(folder)
    if len(sys.argv) > 2:
        width, height = sys.argv[2].split("x")
        window.resize(int(width), int(height))
    window.show()
    if len(sys.argv) < 2:
        window.go("workbench")
        return application.exec()
    folder.mkdir(parents=True, exist_ok=True)
    take_pictures(application, window, folder)
    window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
