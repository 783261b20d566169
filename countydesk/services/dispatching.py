"""Dispatching (精准调度): who stands behind plan, what is missing, and a draft notice to each of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from countydesk.domain.days import show_day
from countydesk.domain.months import Month
from countydesk.domain.offices import Level
from countydesk.domain.problems import Refused
from countydesk.domain.progress import Progress
from countydesk.domain.punctuation import full_width
from countydesk.export.papers.document import Column, Document, Section, Table
from countydesk.services import papers, progress_papers, province
from countydesk.services.desk import Desk
from countydesk.services.papers import Paper
from countydesk.services.places import regions
from countydesk.services.progress import Year, inside
from countydesk.services.province import OfficeReported

CIRCULAR = (Column("单位", 22), Column("最近上报", 16), Column("落后或没有登记的指标", 60))
BY_THE_DESK = "本稿由台账按登记的记录和目标生成,印发前请核对。"


@dataclass(frozen=True)
class Standing:
    """Where an office stands at the end of a month.

    Of its `planned` indicators those in `behind` lag, and of these those in `empty` have no record at
    all; `last` is the newest month that it reported, "" for none; `silent` says that this one is missing.
    """

    code: str
    name: str
    month: Month
    last: str
    silent: bool
    planned: int
    behind: tuple[Progress, ...]

    @property
    def empty(self) -> tuple[Progress, ...]:
        return tuple(each for each in self.behind if not each.told.records)

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to remind it of."""
        return not self.silent and not self.behind

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is missing, a sentence each."""
        last = f"最近一次是{Month.parse(self.last).title}" if self.last else "至今没有上报过"
        told = [f"{self.month.title}同步包尚未收到,{last}。"] if self.silent else []
        lagging = [each for each in self.behind if each.told.records]
        if lagging:
            names = "、".join(each.told.indicator.title for each in lagging)
            told.append(f"有 {len(lagging)} 项指标落后于序时进度:{names}。")
        if self.empty:
            names = "、".join(each.told.indicator.title for each in self.empty)
            told.append(f"有 {len(self.empty)} 项指标还没有登记:{names}。")
        return tuple(told)


def standings(desk: Desk, year: Year) -> list[Standing]:
    """Where every office of the area stands, those with most missing first. Raises `Refused` at a county."""
    if desk.office.level is Level.COUNTY:
        raise Refused("县级台账没有下级单位可调度。")
    found = [_standing(year, office) for office in province.overview(desk).offices]
    return sorted(found, key=lambda each: (not each.silent, -len(each.behind), each.code))


def standing_of(desk: Desk, year: Year, code: str) -> Standing:
    """Where one office stands. Raises `Refused` for one that is not of the area."""
    found = next((each for each in standings(desk, year) if each.code == code), None)
    if found is None:
        raise Refused(f"{code} 不是{desk.office.name}所辖的单位。")
    return found


def notice(desk: Desk, standing: Standing) -> Paper:
    """The draft of a notice (督办通知) to an office, with what it lags behind in a table.

    Raises `Refused` where there is nothing to remind it of.
    """
    if standing.is_well:
        raise Refused(f"{standing.name}没有落后或缺报的事项,不用督办。")
    document = Document(
        title="工作进度督办通知(代拟稿)",
        drawn_on=desk.today,
        head=(f"共青团{standing.name}委员会:", show_day(desk.today)),
        sections=tuple(_sections(desk, standing)),
        note=BY_THE_DESK,
    )
    return papers.of_office(desk, document, f"督办通知-{standing.code}-{standing.month}.pdf")


def circular(desk: Desk, found: Sequence[Standing], month: Month) -> Paper:
    """The draft of a circular (通报) to the whole area: every office's standing in a table."""
    silent = sum(each.silent for each in found)
    behind = sum(bool(each.behind) for each in found)
    words = (
        f"　　截至{month.title},应报单位 {len(found)} 个,{len(found) - silent} 个已报、{silent} 个未报;"
        f"{behind} 个单位有指标落后于序时进度。各单位情况如下:"
    )
    rows = tuple(
        (
            each.name,
            Month.parse(each.last).title if each.last else "未报",
            "、".join(lagging.told.indicator.title for lagging in each.behind),
        )
        for each in found
    )
    document = Document(
        title=f"{month.title}工作进度通报(代拟稿)",
        drawn_on=desk.today,
        sections=(Section(words=words), Section(table=Table(CIRCULAR, rows))),
        head=(desk.office.unit, show_day(desk.today)),
        note=BY_THE_DESK,
    )
    return papers.of_office(desk, document, f"进度通报-{month}.pdf")


def text_of(desk: Desk, standing: Standing) -> str:
    """The notice as plain text, to be pasted elsewhere."""
    lines = [f"共青团{standing.name}委员会:", *_words(standing)]
    lines += [f"　　{each.told.indicator.title}:{each.sentence}。" for each in standing.behind]
    return full_width("\n".join([*lines, desk.office.unit, show_day(desk.today)]))


def _sections(desk: Desk, standing: Standing) -> Iterator[Section]:
    yield Section(words="\n".join(_words(standing)))
    if standing.behind:
        yield Section(table=Table(progress_papers.COLUMNS, tuple(map(progress_papers.row, standing.behind))))
    yield Section(words=f"　　联系单位:{desk.office.unit}")


def _words(standing: Standing) -> list[str]:
    begun = f"　　按照年度目标和月报安排,截至{standing.month.title},你单位有以下事项需要尽快办理:"
    told = [f"　　{number}. {sentence}" for number, sentence in enumerate(standing.sentences, 1)]
    return [begun, *told, "　　请逐项核对,抓紧推进并补报台账;已经完成的,请在下月月报前登记。"]


def _standing(year: Year, office: OfficeReported) -> Standing:
    last = office.last.month if office.last else ""
    planned = year.listing(inside(office.code), planned_only=True)
    behind = tuple(each for each in planned if each.is_behind)
    name = regions().divisions[office.code].name
    return Standing(office.code, name, year.month, last, last < str(year.month), len(planned), behind)
