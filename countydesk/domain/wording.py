"""A field's value as people read it, out of a record or out of the record of changes."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

from countydesk.domain.days import show_day, show_moment
from countydesk.domain.fields import FieldSpec, Kind, titles
from countydesk.domain.money import in_figures

CHINA = timezone(timedelta(hours=8))


def in_words(spec: FieldSpec, value: Any) -> str:
    """The value in full; "" for none. Days and moments may be ISO text, as records of changes keep them."""
    if value is None or value in ("", []):
        return ""
    match spec.kind:
        case Kind.MONEY:
            return f"{in_figures(int(value))} 元"
        case Kind.YES_NO:
            return "是" if value else "否"
        case Kind.DAY:
            return show_day(value if isinstance(value, date) else date.fromisoformat(value))
        case Kind.INSTANT:
            at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
            return show_moment(at.astimezone(CHINA))
        case Kind.CHOICE if spec.choices:
            return spec.choices(str(value)).title
        case Kind.CHOICES if spec.choices:
            return titles(spec.choices, value)
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
