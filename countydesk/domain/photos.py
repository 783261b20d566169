"""Photographs of visits and activities: shrunk, without location, stored once by content."""

from datetime import date

from sqlmodel import SQLModel

from countydesk.domain.fields import Kind, field


class Photo(SQLModel):
    """A photograph that belongs to a visit, an activity or an application; the picture lies beside the
    database. `title` says which paper it shows, where it is evidence."""

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    subject: str = field("所属", Kind.KEY)  # "visit", "activity" or "application"
    subject_id: str = field("所属编号", Kind.KEY)
    day: date = field("日期", Kind.DAY)
    digest: str = field("内容摘要", Kind.KEY)
    bytes: int = field("字节", Kind.NUMBER)
    title: str = field("材料", default="", sa_column_kwargs={"server_default": ""})
