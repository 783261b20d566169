"""What a column's heading means, in the many words that offices use for the same thing."""

import re
import unicodedata
from collections.abc import Sequence

from countydesk.domain.beneficiaries import FamilyKind

# A heading that is understood, but that a ledger of children has no use for.
OTHER = "other"
FLAG = "flag"

GUARDIAN = r"监护|家长|抚养人|照料人|法定代理"
ACCOUNT = r"账号|帐号|卡号|账户|帐户|一折统|一卡通|银行卡|社保卡|惠农卡|惠民卡|存折"
OUTSIDER = (
    r"班主任|教师|老师|校长|(?:帮扶|结对|包抓|包联)(?:责任|联系)?(?:人|干部|单位|措施)"
    r"|捐赠|捐资|爱心|(?<![被受])资助(?:人|方|单位|企业)|责任人|经办|负责人|审核|填报|填表|制表|干部"
)

# The first rule that matches decides. The heading comes half-width, without blanks and brackets.
RULES: tuple[tuple[str, str], ...] = (
    (OTHER, r"签字|签名|签收|签章|手印|盖章|领款人|意见|照片"),
    ("student_number", r"学籍"),
    (OTHER, r"残疾人?证|户口簿|户号|户编号|证件类[型别]"),
    (OTHER, OUTSIDER),
    (OTHER, r"收入|支出|学费|欠债|负债|生活费|人口|年龄|岁|人数|成绩|人次"),
    ("guardian_id", rf"(?:{GUARDIAN}|父亲|母亲|户主).*(?:身份|证件|证号)"),
    (OTHER, r"(?:开户|持卡|户名|账户|代领).*(?:身份|证件|证号)"),
    ("id", r"身份证|公民身份|身份号|证件号|^证号|^身份$"),
    ("guardian", rf"(?:{GUARDIAN}|联系人).*[及和与/、,&+].*(?:电话|手机|联系)"),
    (OTHER, r"(?:学校|单位|村委会|户主).*(?:电话|手机)"),
    ("phone", r"电话|手机|联系方式|联系号码"),
    ("relation", r"关系"),
    ("bank_holder", r"户名|开户人|持卡人|卡主|开户.*姓名|账户.*姓名"),
    ("bank_name", r"开户行(?!.*号)|开户银行(?!.*号)|银行名称|所属银行|发卡行|^行名|^银行$"),
    ("bank_card", ACCOUNT),
    (OTHER, rf"(?:{GUARDIAN}|父母).*(?:职业|单位|健康|状况|年龄|学历|文化|住址|地址)"),
    ("guardian", rf"{GUARDIAN}|联系人"),
    ("householder", r"户主"),
    ("parent", r"^父亲|^母亲|^父母"),
    ("sex", r"性别"),
    ("nation", r"民族"),
    ("birth", r"出生|生日"),
    ("entry_year", r"入学(?:年|时间|日期)"),
    (OTHER, r"(?:日期|时间|年限|方式|形式|状态|来源|次数|项目)$"),
    (OTHER, r"累计|合计|总计|总额|历年|往年|已发|上期|上学期|上年"),
    ("fen", r"标准.*(?:学期|半年|本期|每期)|(?:学期|半年|本期).*标准"),
    (
        "standard_fen",
        r"标准|(?:^|[^0-9])(?:全年|年度|每年|年)(?:资助|助养|补助|发放|应发)?"
        r"(?:金额|资金|资助金|助学金)",
    ),
    ("fen", r"金额|资助金|助学金|助养金|救助金|补助|实发|应发|发放|资助款|善款|资金|^款|^元"),
    ("flag", r"^是否|^是不是"),
    ("school_class", r"(?:学校|院校).*(?:年级|班)|^校班|^就读情况"),
    ("grade", r"年级"),
    ("class_name", r"班级|^班$|班别"),
    ("stage", r"学段|教育阶段|学龄阶段|^阶段"),
    (OTHER, r"(?:户口|户籍).*性质"),
    (OTHER, r"(?:学校|院校).*(?:地址|性质|类型|类别|所在地|代码)"),
    ("school", r"学校|院校|校名|就读|学籍校"),
    ("kinds", r"类型|类别|致[贫困]|困难原因|困境情形|家庭情况|家庭状况|家庭性质|户属性|困难情况"),
    ("address", r"住址|地址|住所|户籍|户口|居住|籍贯|乡镇?.*村|镇村"),
    ("township", r"^(?:所[在属])?(?:乡|镇|街道)"),
    ("village", r"^(?:所[在属])?(?:行政)?(?:村|社区)"),
    ("note", r"备注|说明|备考|附注"),
    (
        "name",
        r"姓名|名字"
        r"|^(?:受助|[被受]资助|困境|困难|贫困|资助|帮扶)*(?:学生|儿童|孩子|青少年|对象|人|者)",
    ),
    ("serial", r"序号|编号|^序$|^号$|^no\.?$"),
)
# Of several columns of one meaning, the one whose heading matches the earliest of these is read.
PREFERENCES: dict[str, tuple[str, ...]] = {
    "fen": (r"本期|本次|本学期|当期", r"实发|实领|实际", r"发放|领取", r"资助|助养|助学", r"金额"),
    "guardian": (GUARDIAN,),
    "phone": (GUARDIAN, r"手机", r"联系"),
    "bank_card": (r"卡号|账号|帐号", r"银行卡|社保卡"),
    "name": (r"学生|受助|儿童|孩子|青少年|对象", r"姓名"),
}
KIND_WORDS: tuple[tuple[str, FamilyKind], ...] = (
    (r"事实(?:上)?无人", FamilyKind.UNATTENDED),
    (r"孤儿", FamilyKind.ORPHAN),
    (r"单亲", FamilyKind.SINGLE_PARENT),
    (r"留守", FamilyKind.LEFT_BEHIND),
    (r"残", FamilyKind.DISABLED),
    (r"低保边缘", FamilyKind.LOW_INCOME_EDGE),
    (r"低保(?!边缘)", FamilyKind.LOW_INCOME),
    (r"特困|五保", FamilyKind.DESTITUTE),
    (r"建档立卡|脱贫户|贫困户|脱贫家庭|建卡", FamilyKind.REGISTERED),
    (r"脱贫不稳定|监测户|不稳定", FamilyKind.UNSTABLE),
    (r"边缘易致贫|易致贫", FamilyKind.AT_RISK),
    (r"突发(?:严重)?困难", FamilyKind.SUDDEN),
    (r"因学", FamilyKind.SCHOOLING_COST),
)

BRACKETED = re.compile(r"[(\[【〔<《][^()\[\]【】〔〕<>《》]*[)\]】〕>》]")


def plain(text: str) -> str:
    """A heading half-width and without blanks: "身份证\\n号码" is 身份证号码."""
    return re.sub(r"[\s*★#]", "", unicodedata.normalize("NFKC", text)).lower()


def meaning(labels: Sequence[str]) -> str | None:
    """What a column is, from its heading's labels from top to bottom; None when unknown.

    The lowest label decides, unless a label above says whose it is (监护人情况 over 姓名).
    """
    whole = "".join(labels)
    own = _meaning(labels[-1]) if labels else None
    if len(labels) > 1 and (own in (None, OTHER) or re.search(f"{GUARDIAN}|{OUTSIDER}|户主", plain(whole))):
        return _meaning(whole)
    return own


def preference(meaning: str, label: str) -> int:
    """How well a heading suits its meaning among several of the same; smaller is better."""
    patterns = PREFERENCES.get(meaning, ())
    return next((i for i, p in enumerate(patterns) if re.search(p, plain(label))), len(patterns))


def kinds_in(text: str) -> tuple[FamilyKind, ...]:
    """The kinds of hardship that a text names, in the order of the list."""
    return tuple(dict.fromkeys(kind for pattern, kind in KIND_WORDS if re.search(pattern, text)))


def _meaning(label: str) -> str | None:
    text = plain(label)
    base = BRACKETED.sub("", text) or re.sub(r"[()\[\]【】]", "", text)
    base = base.rstrip(":.。")
    if not base:
        return None
    # A column that is headed by a kind of hardship is ticked for those it applies to.
    if len(base) <= 9 and kinds_in(base) and not re.search(r"证|类型|类别|姓名", base):
        return FLAG
    found = next((found for found, pattern in RULES if re.search(pattern, base)), None)
    if found in ("fen", "standard_fen") and base != text:
        # The unit tells an instalment from a year: 资助标准(元/学期), 资助金额(元/年).
        unit = text.replace(base, "")
        return "fen" if re.search(r"学期|半年|期", unit) else "standard_fen" if "年" in unit else found
    return found
