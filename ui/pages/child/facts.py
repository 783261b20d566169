"""The facts at the top of a child's page: numbers masked until they are asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from countydesk.domain.beneficiaries import Beneficiary, Guardian, age_on, grade_of
from countydesk.domain.fields import Kind
from countydesk.domain.masks import mask
from ui.pages.child.seen import Seen
from ui.parts.facts import Fact

Way = Callable[[], object]


@dataclass(frozen=True)
class Ways:
    """What can be done at a fact; `reveal` is told the field."""

    reveal: Callable[[str], object]
    correct: Way
    consent: Way
    changes: Way


def facts_of(seen: Seen, in_full: Mapping[str, str], ways: Ways) -> list[Fact]:
    """All facts of the child, in order; `in_full` are the private values that were asked for, by field."""
    child = seen.file.child
    private = partial(_private, in_full, ways)
    grade = grade_of(child, seen.today) or "学段不明"
    consent = child.consent_on
    signed = f"{consent.year}年{consent.month}月{consent.day}日" if consent else "未登记"
    return [
        private("身份证号", "citizen_id", Kind.CITIZEN_ID, child.citizen_id or ""),
        Fact("出生", _born(seen, child)),
        Fact("学校", _words(child.school, grade, child.class_name)),
        _guardian(seen.file.guardian, private, ways),
        private("银行卡", "bank_card", Kind.BANK_CARD, child.bank_card, child.bank_name),
        Fact("监护人同意", signed, *(() if consent else ("登记", ways.consent))),
        Fact("住址", _words(child.township, child.village) or "未登记"),
        Fact("来源", _origin(child), "变动记录", ways.changes),
    ]


def _words(*words: str) -> str:
    return " ".join(filter(None, words))


def _born(seen: Seen, child: Beneficiary) -> str:
    if child.birth is None:
        return child.sex or "未登记"
    return _words(
        f"{child.birth.year}年{child.birth.month}月({age_on(child.birth, seen.today)} 岁)", child.sex
    )


def _origin(child: Beneficiary) -> str:
    day = child.admitted_on
    return f"{child.origin.title}{f' {day.year}年{day.month}月' if day else ''}"


def _private(
    in_full: Mapping[str, str], ways: Ways, label: str, name: str, kind: Kind, value: str, before: str = ""
) -> Fact:
    """A masked fact with a way to see it in full; that it was looked at is recorded."""
    if not value:
        return Fact(label, "未登记")
    full = in_full.get(name)
    words = _words(before, full or mask(kind, value))
    return Fact(label, words) if full else Fact(label, words, "显示", partial(ways.reveal, name))


def _guardian(guardian: Guardian | None, private: Callable[..., Fact], ways: Ways) -> Fact:
    if guardian is None:
        return Fact("监护人", "未登记", "更正", ways.correct)
    who = f"{guardian.name}({guardian.relation})" if guardian.relation else guardian.name
    if not guardian.phone:
        return Fact("监护人", who)
    return private("监护人", "guardian_phone", Kind.PHONE, guardian.phone, who)
