"""The manual: its chapters, and that it names what the window has."""

from tests.ui.conftest import Until
from ui import pages
from ui.pages.manual import page
from ui.session import Session


def test_every_chapter_can_be_read(session: Session, until: Until) -> None:
    manual = page(session)
    manual.opened()
    titles = [title for title, _text in manual._chapters]
    assert titles == [
        "第一次使用",
        "导入现有台账",
        "受理入库",
        "外来文件和照片",
        "每月怎么走",
        "发放",
        "学籍事项和学年升级",
        "转出转入、还需和档案",
        "入户走访",
        "项目目录",
        "六大行动的记录和目标",
        "成批录入与导入",
        "月结与上报",
        "情况报告",
        "目标和进度",
        "证书",
        "接收汇总(省、市)",
        "回执",
        "备份和恢复",
        "重建台账",
        "忘记口令",
        "人员、权限和变动记录",
        "快捷键",
        "交接与保存期限",
    ]
    for number, title in enumerate(titles):
        manual._list.setCurrentRow(number)
        assert manual._text.toPlainText().startswith(title)


def test_pages_name_chapters_that_there_are(session: Session) -> None:
    titles = {title for title, _text in page(session)._chapters}
    assert set(pages.CHAPTERS.values()) <= titles
    assert set(pages.CHAPTERS) <= {place[0] for place in pages.PLACES}


def test_it_opens_at_a_chapter(session: Session) -> None:
    manual = page(session)
    manual.opened("忘记口令")
    assert "程序里没有备用口令" in manual._text.toPlainText()
