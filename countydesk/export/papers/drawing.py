"""A paper being drawn: text that always fits its box, lines and frames, the same bytes every time."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from io import BytesIO
from itertools import groupby
from typing import Literal, NamedTuple

from fpdf import FPDF
from fpdf.fonts import TTFFont
from PIL import Image

from countydesk.export.papers.fonts import Face, Fonts

Align = Literal["left", "centre", "right"]
POINT = 25.4 / 72  # mm
LEADING = 1.18  # line height over type size
ASCENT = 0.88  # of a Chinese em that stands above the baseline
STEP = 0.5  # points by which text shrinks until it fits
UNBROKEN_DOWN_TO = 6.0  # points: a number shrinks to this before it is broken over two lines
SMALLEST = 1.0  # points: what still does not fit at this size would fill a page
THIN, THICK = 0.2, 0.5  # mm
PICTURE_PIXELS = 480  # the longer side of a photograph on paper, a few centimetres wide
BEIJING = timezone(timedelta(hours=8))

# A break comes before an opening mark and after a closing one, and never inside a number or word.
PIECE = re.compile(r"[(《“]*(?:[0-9A-Za-z./:+*-]+|.)[,。、;:)》”·!?]*", re.DOTALL)
# Where a person would break a name: after its dot, before a remark in brackets.
PART = re.compile(r"(?:^|\(|(?<=·))[^·(]*·?")
STOP = "。"  # sentences are no name: they are broken where the line is full


class Box(NamedTuple):
    """A rectangle on the page in mm, from the top left corner."""

    x: float
    y: float
    w: float
    h: float

    def inset(self, across: float, down: float = 0.0) -> "Box":
        return Box(self.x + across, self.y + down, self.w - 2 * across, self.h - 2 * down)


class Drawing:
    """Pages of A4 drawn in mm.

    `text` is all text that will be written (the common characters need not be in it): only these
    characters are looked up in the fonts. `day` is the paper's own date, which becomes the date in
    the file, so that the same paper gives the same bytes.
    """

    def __init__(
        self, fonts: Fonts, text: Iterable[str], *, title: str, day: date, landscape: bool = False
    ) -> None:
        self._fonts = fonts
        self._pdf = FPDF("landscape" if landscape else "portrait", unit="mm", format="A4")
        self._pdf.set_auto_page_break(False)
        self._pdf.set_title(title)
        self._pdf.set_lang("zh-CN")
        self._pdf.set_creator("CountyDesk")
        self._pdf.set_creation_date(datetime.combine(day, time(), BEIJING))
        self._wanted = _common_characters() | set(map(ord, "".join(text)))
        self._families: dict[Face, str] = {}
        self._letters: dict[tuple[str, bool], tuple[str, float]] = {}

    def new_page(self) -> None:
        self._pdf.add_page()

    def output(self) -> bytes:
        """The finished file, with the characters that were used embedded."""
        return bytes(self._pdf.output())

    def line(self, x1: float, y1: float, x2: float, y2: float, width: float = THIN) -> None:
        self._pdf.set_line_width(width)
        self._pdf.line(x1, y1, x2, y2)

    def frame(self, box: Box, width: float = THIN) -> None:
        self._pdf.set_line_width(width)
        self._pdf.rect(*box)

    def write(self, box: Box, text: str, size: float, align: Align = "left", *, title: bool = False) -> None:
        """Write `text` into the box, in its middle from top to bottom; "\\n" begins a new line.

        `size` is in points. Text that is too long is broken into lines and made smaller until
        all of it fits: nothing is ever cut.
        """
        size, lines = self._fitted(box, text, size, title)
        height = size * LEADING * POINT
        baseline = box.y + (box.h - height * len(lines)) / 2
        baseline += (LEADING - 1) / 2 * size * POINT + ASCENT * size * POINT
        for line in lines:
            spare = box.w - self._width(line, size, title)
            x = box.x + {"left": 0.0, "centre": spare / 2, "right": spare}[align]
            self._write_line(x, baseline, line, size, title)
            baseline += height

    def height(self, text: str, size: float, width: float, *, title: bool = False) -> float:
        """How high `text` stands in `width` (both in mm) at a size in points."""
        fitted, lines = self._fitted(Box(0, 0, width, float("inf")), text, size, title)
        return fitted * LEADING * POINT * len(lines)

    def picture(self, box: Box, content: bytes) -> None:
        """A photograph (JPEG) as large as the box lets it be, brought to what paper can show of it."""
        image = Image.open(BytesIO(content))
        image.thumbnail((PICTURE_PIXELS, PICTURE_PIXELS))
        self._pdf.image(image.convert("RGB"), *box, keep_aspect_ratio=True)

    def watermark(self, text: str, size: float) -> None:
        """Pale text across the middle of the page; draw it first, so that it lies below."""
        middle_x, middle_y = self._pdf.w / 2, self._pdf.h / 2
        self._pdf.set_text_color(230)
        with self._pdf.rotation(25, middle_x, middle_y):
            self.write(Box(0, middle_y - 20, self._pdf.w, 40), text, size, "centre", title=True)
        self._pdf.set_text_color(0)

    def _fitted(self, box: Box, text: str, size: float, title: bool) -> tuple[float, list[str]]:
        while True:
            lines = self._broken(text, size, box.w, title)
            fits = lines is not None and len(lines) * size * LEADING * POINT <= box.h + 0.01
            if lines is not None and (fits or size <= SMALLEST):
                return size, lines
            size -= STEP

    def _broken(self, text: str, size: float, width: float, title: bool) -> list[str] | None:
        """The text in lines of at most `width`; None while a number in it should rather shrink."""
        lines: list[str] = []
        for paragraph in text.split("\n"):
            if self._width(paragraph, size, title) <= width:
                lines.append(paragraph)
                continue
            pieces = list(self._pieces(paragraph, size, width, title))
            if size > UNBROKEN_DOWN_TO and any(self._width(p, size, title) > width for p in pieces):
                return None
            closest = self._filled(pieces, size, width, title)
            parts = [paragraph] if STOP in paragraph else PART.findall(paragraph)
            natural = self._filled(parts, size, width, title)
            whole = all(self._width(line, size, title) <= width for line in natural)
            lines += natural if whole and len(natural) <= len(closest) else closest
        return lines

    def _filled(self, pieces: Sequence[str], size: float, width: float, title: bool) -> list[str]:
        """The pieces in lines, each as full as it can be."""
        lines = [""]
        for piece in pieces:
            if lines[-1] and self._width(lines[-1] + piece, size, title) > width:
                lines[-1] = lines[-1].rstrip()
                lines.append(piece.lstrip())
            else:
                lines[-1] += piece
        return lines

    def _pieces(self, text: str, size: float, width: float, title: bool) -> Iterator[str]:
        """What may not be broken; below a readable size a piece too wide falls into its letters."""
        for piece in PIECE.findall(text):
            if size <= UNBROKEN_DOWN_TO and self._width(piece, size, title) > width:
                yield from piece
            else:
                yield piece

    def _width(self, text: str, size: float, title: bool) -> float:
        return sum(self._letter(char, title)[1] for char in text) * size * POINT

    def _letter(self, char: str, title: bool) -> tuple[str, float]:
        """The font family that has the character ("" for none), and its width in em."""
        known = self._letters.get((char, title))
        if known is None:
            if ord(char) not in self._wanted:
                raise ValueError(f"{char!r} is neither common nor in the text announced")
            face = self._fonts.face_of(char, title)
            family = self._family(face) if face else ""
            font = self._pdf.fonts.get(family)
            width = font.cw[ord(char)] / 1000 if isinstance(font, TTFFont) else 1.0
            known = self._letters[char, title] = family, width
        return known

    def _family(self, face: Face) -> str:
        """The face's name in this file; the font is read when the first character asks for it."""
        if face not in self._families:
            family = f"face{len(self._families)}"
            self._pdf.add_font(
                family,
                fname=face.path,
                collection_font_number=face.number,
                unicode_range=sorted(self._wanted),
            )
            self._families[face] = family
        return self._families[face]

    def _write_line(self, x: float, baseline: float, line: str, size: float, title: bool) -> None:
        """One line in as few runs as fonts allow: other programs read it back as one text."""
        for family, chars in groupby(line, key=lambda char: self._letter(char, title)[0]):
            run = "".join(chars)
            if family:
                self._pdf.set_font(family, size=size)
                self._pdf.text(x, baseline, run)
            else:
                self._leave_room(x, baseline, len(run), size)
            x += self._width(run, size, title)

    def _leave_room(self, x: float, baseline: float, count: int, size: float) -> None:
        """Dashed frames to write into by hand, for characters that no font here has."""
        em = size * POINT
        self._pdf.set_line_width(0.1)
        self._pdf.set_dash_pattern(dash=0.5, gap=0.4)
        for i in range(count):
            self._pdf.rect(x + i * em + 0.1, baseline - ASCENT * em, em - 0.2, em)
        self._pdf.set_dash_pattern()


@cache
def _common_characters() -> frozenset[int]:
    """ASCII, Chinese punctuation and the 6,763 characters of GB 2312: a paper's printed words.

    A font's whole table of 44,000 characters would take three times as long to take in.
    """
    both = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    chinese = "".join(pair.decode("gb2312", "ignore") for pair in both)
    return frozenset(map(ord, chinese)) | frozenset(range(0x20, 0x7F)) | {ord("·"), ord("—")}
