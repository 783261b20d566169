"""监护人告知同意书: what the law has a guardian told before a child's data are kept, and two signatures."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import ceil

from countydesk.export.papers.drawing import THICK, Box, Drawing
from countydesk.export.papers.fonts import Fonts
from countydesk.export.papers.form_rows import LEFT, TEXT_SIZE, WIDTH, draw_signing

TITLE_SIZE = 20.0  # points
# 个人信息保护法 17 (what is told), 23 and 25 (to whom, publication), 28 to 31 (sensitive data), 44 to 47.
ITEMS = (
    ("一、谁收集", "{unit}。地址和联系电话:________________________"),
    (
        "二、为什么",
        "只用于困境青少年助养项目:核实申请、确定资助、发放资助金、入户走访和帮扶。不用于其他目的。",
    ),
    (
        "三、收集什么",
        "孩子和监护人的姓名、身份证号、住址、电话,孩子的学校、年级、学籍号、健康状况,家庭成员、收入和住房情况,"
        "收款账户,以及有关证明材料、走访照片。",
    ),
    (
        "四、为什么必须",
        "其中身份证号、健康、收入、账户和不满十四周岁孩子的信息是敏感个人信息。没有这些信息,无法核实身份和困难情况、"
        "避免重复资助,也无法把钱准确付给孩子。信息泄露可能使孩子受到打扰或歧视,因此加密保存,只有经办人员可以查看,"
        "每次查看完整号码都有记录。",
    ),
    (
        "五、交给谁",
        "为审核和汇总,加密报送市、省两级团委;为付款,把收款人姓名、账号和金额交给代发银行。不交给其他单位和个人。",
    ),
    (
        "六、保存多久",
        "助养期间和助养结束后 ____ 年(按有关档案和会计规定),到期删除或作匿名处理。",
    ),
    (
        "七、您的权利",
        "可以随时查阅、复制、更正孩子的信息,可以要求删除,可以撤回同意。撤回后不再继续处理,但可能无法继续资助;"
        "撤回以前已经办理的仍然有效。办理这些事项请按第一条的地址、电话联系。",
    ),
)
HANDLING = (
    "我已阅读以上内容,同意为孩子申请助养而收集和使用上述个人信息(包括敏感个人信息和儿童信息)。\n\n"
    "监护人(按手印):                              与孩子的关系:\n\n"
    "孩子(已满十四周岁的一并签名):"
)
NOTICE = (
    "按项目规定,拟资助名单要公示 {days} 个工作日,只公示姓名、学校、年级、班级,期满撤下。\n"
    "我    □同意    □不同意    公示孩子的上述信息。\n\n"
    "监护人(按手印):"
)
INDENT, LINE, GAP = 6.0, 5.0, 2.5  # mm
CHARACTERS = 41  # Chinese ones that fit a line of the text


@dataclass(frozen=True)
class ConsentForm:
    """What the form names: the office, the child and guardian ("" for the pen), the days of the notice."""

    unit: str
    drawn_on: date
    notice_days: int
    name: str = ""
    guardian: str = ""

    @property
    def text(self) -> Iterator[str]:
        """All the text in it that is not printed on every form."""
        yield from (self.unit, self.name, self.guardian)


def consent_form_pdf(form: ConsentForm, fonts: Fonts) -> bytes:
    """The form as a PDF of one A4 page; consent to the public notice is asked for apart from the rest."""
    drawing = Drawing(fonts, form.text, title=f"监护人告知同意书 {form.name}".strip(), day=form.drawn_on)
    drawing.new_page()
    drawing.write(Box(LEFT, 12, WIDTH, 11), "监护人告知同意书", TITLE_SIZE, "centre", title=True)
    who = f"孩子姓名: {form.name or '____________'}      监护人: {form.guardian or '____________'}"
    drawing.write(Box(LEFT, 25, WIDTH, 7), who, TEXT_SIZE)
    y = 34.0
    for title, text in ITEMS:
        told = text.format(unit=form.unit)
        lines = ceil(sum(1.0 if ord(char) > 127 else 0.55 for char in told) / CHARACTERS)
        drawing.write(Box(LEFT, y, WIDTH, LINE), title, TEXT_SIZE)
        drawing.write(Box(LEFT + INDENT, y + LINE, WIDTH - INDENT, LINE * lines), told, TEXT_SIZE)
        y += LINE * (lines + 1) + GAP
    start = y + 1
    y = draw_signing(drawing, start, 42, [("一、同意收集和使用", HANDLING)])
    y = draw_signing(drawing, y, 42, [("二、单独同意公示", NOTICE.format(days=form.notice_days))])
    drawing.frame(Box(LEFT, start, WIDTH, y - start), THICK)
    note = "本同意书一式两份,监护人和受理单位各存一份。不满十四周岁的,由父母或其他监护人签署。"
    drawing.write(Box(LEFT, y + 1, WIDTH, 6), note, TEXT_SIZE - 1)
    return drawing.output()
