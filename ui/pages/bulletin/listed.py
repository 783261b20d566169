"""All figures as a table: which there are, what each says, and of how much it was made."""

from collections.abc import Sequence

from countydesk.domain.fields import Kind
from countydesk.services.bulletin import Line
from ui.tables.columns import Align, Column, ListSource

PACKAGES = Column("同步包", lambda line: len(line.packages) or None, Kind.NUMBER, 66, sort="packages")
COLUMNS = (
    Column("行号", lambda line: "、".join(line.rows), width=50, faint=True, sort="rows"),
    Column("项目", "programme", width=130, faint=True),
    Column("指标", lambda line: line.told.indicator.title, width=200),
    Column("数据", lambda line: line.told.phrase, Kind.KEY, 126, align=Align.RIGHT),
    Column("记录", lambda line: line.told.records or None, Kind.NUMBER, 62, sort="records"),
    PACKAGES,
)
SORTS = {
    "rows": lambda line: line.rows or ("~",),
    "records": lambda line: line.told.records,
    "packages": lambda line: len(line.packages),
}


def narrowed(lines: Sequence[Line], typed: str, all_: bool) -> ListSource:
    """The lines that have all the words in their names; without `all_` those alone that say something."""
    words = typed.lower().split()
    kept = [
        line
        for line in lines
        if (all_ or line.says_something) and all(word in _names(line) for word in words)
    ]
    return ListSource(kept, SORTS)


def _names(line: Line) -> str:
    told = line.told.indicator
    return " ".join(
        (line.action, line.programme, told.title, told.name, *line.rows, line.told.phrase)
    ).lower()
