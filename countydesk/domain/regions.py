"""Places by their six-digit codes (GB/T 2260): today's and retired ones, and the counties a text names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

PROVINCES = {
    "11": "北京市", "12": "天津市", "13": "河北省", "14": "山西省", "15": "内蒙古自治区",
    "21": "辽宁省", "22": "吉林省", "23": "黑龙江省",
    "31": "上海市", "32": "江苏省", "33": "浙江省", "34": "安徽省", "35": "福建省", "36": "江西省",
    "37": "山东省", "41": "河南省", "42": "湖北省", "43": "湖南省", "44": "广东省",
    "45": "广西壮族自治区", "46": "海南省", "50": "重庆市", "51": "四川省", "52": "贵州省",
    "53": "云南省", "54": "西藏自治区", "61": "陕西省", "62": "甘肃省", "63": "青海省",
    "64": "宁夏回族自治区", "65": "新疆维吾尔自治区", "71": "台湾省",
    "81": "香港特别行政区", "82": "澳门特别行政区", "83": "台湾省",
}  # fmt: skip
HOME = "62"  # the province whose counties are known one by one
PEOPLES = r"(?<=..)(?:(?:回|藏|裕固|蒙古|哈萨克|保安|东乡|撒拉)族)+自治[县州]$"


def stem(name: str) -> str:
    """What is left of a name where there is little room: 合水县, 七里河, 积石山, 东乡, 临夏."""
    if len(name) <= 3:
        return name
    short = re.sub(PEOPLES, "", name).removesuffix("族自治县")
    return short[:-1] if short == name else short


@dataclass(frozen=True)
class Division:
    """A place of today's list: six digits to the county, nine to a township, twelve to a village."""

    code: str
    name: str
    parent: str
    level: str


@dataclass(frozen=True)
class RetiredCode:
    """A code that citizen IDs still carry; `now` are today's codes, several where it was divided."""

    code: str
    name: str
    now: tuple[str, ...]


@dataclass(frozen=True)
class PoorCounty:
    """A county of the 58 (集中连片特困地区县 and others of the time); the last eight were lifted in 2020."""

    code: str
    name: str
    city: str
    last8: bool


@dataclass(frozen=True)
class Region:
    """What a six-digit code stands for: the full name, and whether the code is in use."""

    name: str
    retired_name: str | None = None
    known: bool = True


class Regions:
    """The lookup over the rows of today's divisions (to the county) and of the retired codes."""

    def __init__(self, divisions: Iterable[Division], retired: Iterable[RetiredCode]) -> None:
        self.divisions = {d.code: d for d in divisions if len(d.code) == 6}
        self.retired = {r.code: r for r in retired}
        self._short = sorted(
            ((name, code) for code in self.counties() for name in self._names_of(code)),
            key=lambda pair: -len(pair[0]),
        )

    def counties(self) -> list[str]:
        """The codes of the counties, and of 嘉峪关, a city without counties."""
        parents = {d.parent for d in self.divisions.values() if d.level == "county"}
        return [
            d.code
            for d in self.divisions.values()
            if d.level == "county" or (d.level == "city" and d.code not in parents)
        ]

    def full_name(self, code: str) -> str | None:
        """ "甘肃省陇南市宕昌县" for 621223, None for a code that is not on today's list."""
        division = self.divisions.get(code)
        if division is None:
            return None
        parent = self.full_name(division.parent) if division.parent else None
        # 620201 is 嘉峪关市 again, below 嘉峪关市 itself.
        if parent and parent.endswith(division.name):
            return parent
        return (parent or "") + division.name

    def look_up(self, code: str) -> Region:
        """What the first six digits of a citizen ID stand for; the province must exist.

        Outside the home province only the province is known, and that is no fault of the code.
        """
        name = self.full_name(code)
        if name:
            return Region(name)
        retired = self.retired.get(code)
        if retired:
            return Region(self._name_of_retired(retired), retired.name)
        return Region(PROVINCES[code[:2]], known=code[:2] != HOME)

    @staticmethod
    def province(code: str) -> str | None:
        """The province that a code begins with, None when there is no such province."""
        return PROVINCES.get(code[:2])

    def counties_named_in(self, text: str) -> set[str]:
        """The codes of the counties that a title names, by their full or their everyday name.

        静宁县 is not also 宁县: longer names are taken out first.
        """
        rest, found = re.sub(r"\s", "", text), set()
        for name, code in self._short:
            if name in rest:
                rest = rest.replace(name, "　")
                found.add(code)
        return found

    def _names_of(self, code: str) -> set[str]:
        """东乡族自治县 is called 东乡县, 积石山保安族东乡族撒拉族自治县 is called 积石山县."""
        name = self.divisions[code].name
        return {name, stem(name) + "县" if name.endswith("自治县") else name}

    def _name_of_retired(self, retired: RetiredCode) -> str:
        names = [name for code in retired.now if (name := self.full_name(code))]
        return "或".join(names) or PROVINCES[retired.code[:2]] + retired.name
