"""The pages of a PDF as pictures and as text: the window's preview, the printer, and the tests."""

from types import TracebackType
from typing import Self

import pypdfium2
from PIL.Image import Image

POINTS_AN_INCH = 72


class Pages:
    """An opened PDF whose pages are drawn one by one, as they are asked for.

    PDFium is not safe to call from two threads at once: a preview keeps to one.
    """

    def __init__(self, pdf: bytes) -> None:
        self._document = pypdfium2.PdfDocument(pdf)

    def __len__(self) -> int:
        return len(self._document)

    def size(self, index: int) -> tuple[float, float]:
        """Width and height of a page, counted from 0, in mm."""
        width, height = self._document.get_page_size(index)
        return width / POINTS_AN_INCH * 25.4, height / POINTS_AN_INCH * 25.4

    def picture(self, index: int, dpi: float) -> Image:
        """A page, counted from 0, drawn at `dpi` on white."""
        page = self._document[index]
        try:
            bitmap = page.render(scale=dpi / POINTS_AN_INCH)
            # A copy, for the bitmap's own memory goes with it.
            picture: Image = bitmap.to_pil().convert("RGB").copy()
            bitmap.close()
            return picture
        finally:
            page.close()

    def text(self, index: int) -> str:
        """The text of a page, counted from 0, line by line as other programs read it."""
        page = self._document[index]
        try:
            text_page = page.get_textpage()
            text: str = text_page.get_text_bounded().replace("\r\n", "\n")
            text_page.close()
            return text
        finally:
            page.close()

    def close(self) -> None:
        self._document.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
