"""Papers that run on: what must stand together does, wherever a page ends."""

from datetime import date

import pytest

from countydesk.export.papers.document import Column, Document, Section, Table, document_pdf
from countydesk.export.papers.fonts import Fonts
from countydesk.export.papers.pages import Pages

ONE = (Column("栏", 1),)


@pytest.mark.parametrize("before", range(28, 33))
def test_no_heading_stands_alone_at_the_foot(before: int, fonts: Fonts) -> None:
    """The part's title, its table's heading and the first row; the page ends at one after the other."""
    rows = tuple(("甲",) for _ in range(before))
    parts = (
        Section("一、前面", table=Table(ONE, rows)),
        Section("二、后面", table=Table((Column("表头", 1),), (("首行",),))),
    )
    with Pages(document_pdf(Document("档案", date(2026, 11, 22), parts), fonts)) as pages:
        texts = [pages.text(number) for number in range(len(pages))]
    assert [text for text in texts if "二、后面" in text] == [text for text in texts if "首行" in text]
    assert sum("表头" in text for text in texts) == 1
