"""Pictures of the pages: all of them, not blank, and the desk is free afterwards."""

from pathlib import Path

from PySide6.QtGui import QImage

from countydesk.services.desk import open_desk
from tests.conftest import PASSPHRASE
from ui import pages
from ui.pictures import draw_pages


def test_every_page_is_drawn(desk_folder: Path, tmp_path: Path) -> None:
    drawn = draw_pages(desk_folder, PASSPHRASE, tmp_path / "pictures")
    names = [path.stem.split("-")[2] for path in drawn]
    without = pages.left_out("county") | {"batch"}
    assert names == [place[1].removesuffix(" F1") for place in pages.PLACES if place[0] not in without]
    for path in drawn:
        picture = QImage(str(path))
        assert (picture.width(), picture.height()) == (1366, 768)
        colours = {picture.pixel(x, y) for x in range(0, 1366, 7) for y in range(60, 700, 7)}
        assert len(colours) > 8, f"{path.name} is blank"
    open_desk(desk_folder, PASSPHRASE).close()
