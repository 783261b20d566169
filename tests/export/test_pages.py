"""Pages as pictures, for the preview and the printer."""

from collections.abc import Callable
from datetime import date

from countydesk.export.papers.document import Document, Section, document_pdf
from countydesk.export.papers.fonts import Fonts
from countydesk.export.papers.pages import Pages
from countydesk.export.papers.roster import Roster, roster_pdf


def test_every_page_becomes_a_picture(roster: Callable[..., Roster], fonts: Fonts) -> None:
    with Pages(roster_pdf(roster(11), fonts)) as pages:
        pictures = [pages.picture(index, 36) for index in range(len(pages))]
    assert [picture.size for picture in pictures] == [(421, 298)] * 2
    darkest, brightest = pictures[0].convert("L").getextrema()
    assert darkest < 100 and brightest == 255


def test_one_page_is_drawn_when_it_is_asked_for(roster: Callable[..., Roster], fonts: Fonts) -> None:
    with Pages(roster_pdf(roster(11), fonts)) as pages:
        assert len(pages) == 2
        assert [round(mm) for mm in pages.size(1)] == [297, 210]
        assert pages.picture(1, 72).size == (842, 596)
        assert "本页小计: 1 人" in pages.text(1)


def test_sentences_fill_their_lines_where_a_name_breaks_before_its_remark(fonts: Fonts) -> None:
    prose = "　　依托青春(网络)招聘会服务青年就业。举办专场招聘1场次,提供岗位860个,120人达成签约意向。"
    paper = Document("通报", date(2026, 11, 22), (Section(words=prose),))
    with Pages(document_pdf(paper, fonts)) as pages:
        lines = pages.text(0).splitlines()
    (first,) = [line for line in lines if "依托青春" in line]
    assert "(网络)招聘会" in first
