"""Offices: who keeps a desk, at which level, and the rules that it has chosen."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import SQLModel

from countydesk.domain.fields import Choice, Kind, field


class Level(Choice):
    PROVINCE = "province", "省"
    CITY = "city", "市州"
    COUNTY = "county", "县区"

    @property
    def has_others_below(self) -> bool:
        """Whether its offices also record what lies in one of several areas, or is the work of another
        level: forms and sheets ask where and whose it is only there."""
        return self is not Level.COUNTY


# 嘉峪关 has no counties: its city office is its county office too.
CITY_WITHOUT_COUNTIES = "620200"


def level_of(code: str) -> Level:
    """The level that a six-digit division code tells: 620000, 621000, 621024."""
    if code.endswith("0000"):
        return Level.PROVINCE
    return Level.CITY if code.endswith("00") else Level.COUNTY


def superior_of(code: str) -> str:
    """The office that receives this one's package: the province."""
    return code[:2] + "0000"


class Office(SQLModel):
    """The office that a desk belongs to."""

    code: str = field("单位代码")
    name: str = field("行政区划")
    level: Level = field("层级", Kind.CHOICE, choices=Level)
    unit: str = field("单位名称", max_length=60)
    founded_on: date = field("建账日期", Kind.DAY)


class Place(SQLModel):
    """A township or village of the office's area; offices add and rename them."""

    office_code: str = field("单位代码", Kind.KEY)
    code: str = field("区划代码", Kind.KEY)
    name: str = field("名称", max_length=60)
    parent: str = field("上级代码", Kind.KEY)
    level: str = field("级别")


class Settings(BaseModel):
    """What an office may decide; every change is recorded."""

    model_config = ConfigDict(frozen=True)

    year: Literal["school", "calendar"] = "school"
    instalments: Literal[1, 2] = 2
    approvers: Literal[2, 3] = 2
    four_eyes: bool = True
    proxy_allowed: bool = True
    notice_days: int = Field(5, ge=1)  # working days
    admission: Literal["county", "city", "province"] = "county"  # who decides last
    workdays: dict[date, bool] = {}  # the office's own: a day that it works (True), or not
    arrears: bool = False
    idle_minutes: Literal[5, 10, 20, 30] = 10  # without a touch, then the desk is locked
    second_place: str = ""  # the folder that backups go to as well; none when empty
    visits: Literal["term", "year"] = "term"
    risk_days: Literal[30, 60, 90] = 90
    retention_years: Literal[1, 3, 5, 10] = 5  # after the end of support; no rule of the programme says


class Setting(SQLModel):
    """One decision of the office, as it is kept: absent means the default."""

    office_code: str = field("单位代码", Kind.KEY)
    key: str = field("设置项", Kind.KEY)
    value: str = field("取值")
