"""Papers that run on: sections of facts, tables, words and photographs over as many pages as they take."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from countydesk.domain.punctuation import full_width
from countydesk.export.papers.drawing import THICK, Align, Box, Drawing
from countydesk.export.papers.fonts import Fonts

# mm; the width is that of A4, upright or on its side.
LEFT, TOP, BOTTOM = 18.0, 14.0, 16.0
WIDE, HIGH = 297.0, 210.0
TITLE_HEIGHT, HEAD_HEIGHT, SECTION_HEIGHT, LEAST_ROW, SIGNING = 13.0, 8.0, 9.0, 7.5, 14.0
PADDING, AIR, LABEL = 1.4, 1.2, 28.0
PICTURES, PICTURE_HEIGHT, CAPTION = 4, 36.0, 6.0
TITLE_SIZE, SECTION_SIZE, TEXT_SIZE, SMALL_SIZE = 20.0, 12.0, 10.0, 9.0  # points
WORDS_SIZE, BETWEEN = 12.0, 3.0  # points, and mm between paragraphs


Cell = tuple[str, float, Align]  # words, width in mm, side


class Column(NamedTuple):
    """A column of a table; `share` of the width beside the others'."""

    title: str
    share: float
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """Rows under headings; none is lower than `least` mm, so that a pen finds room."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    least: float = LEAST_ROW


class Picture(NamedTuple):
    """A photograph as JPEG, and what stands below it."""

    content: bytes
    caption: str


@dataclass(frozen=True)
class Section:
    """A part of the paper, in this order: words, facts with their labels, a table, photographs."""

    title: str = ""
    words: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    table: Table | None = None
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Document:
    """A paper; `head` stands under its title at both sides, `signers` at its end, `note` below all."""

    title: str
    drawn_on: date  # the date in the file
    sections: tuple[Section, ...]
    head: tuple[str, str] = ("", "")
    signers: tuple[str, ...] = ()
    note: str = ""
    landscape: bool = False

    @property
    def in_print(self) -> "Document":
        """The same with the punctuation of Chinese print in what the desk says; tables stay as they are."""
        sections = tuple(
            replace(
                each,
                title=full_width(each.title),
                facts=tuple((full_width(title), full_width(words)) for title, words in each.facts),
                words=full_width(each.words),
            )
            for each in self.sections
        )
        left, right = self.head
        return replace(
            self,
            title=full_width(self.title),
            head=(full_width(left), full_width(right)),
            sections=sections,
            signers=tuple(full_width(each) for each in self.signers),
            note=full_width(self.note),
        )

    @property
    def text(self) -> Iterator[str]:
        """All the text in it, to ask the fonts for missing characters."""
        yield from (self.title, *self.head, *self.signers, self.note)
        for section in self.sections:
            yield from (section.title, section.words)
            for fact in section.facts:
                yield from fact
            if section.table:
                yield from (column.title for column in section.table.columns)
                for row in section.table.rows:
                    yield from row
            yield from (picture.caption for picture in section.pictures)


@dataclass(frozen=True)
class Band:
    """A strip across the page: its height in mm, and what draws it at a place from above.

    `repeats` are the headings drawn again where a page begins with it; `leads` keeps it with the next.
    """

    height: float
    draw: Callable[[float], None]
    repeats: tuple["Band", ...] = ()
    leads: bool = False


def document_pdf(document: Document, fonts: Fonts) -> bytes:
    """The paper as a PDF; the same paper and fonts give the same bytes.

    A character that no font has becomes a dashed frame to write into: ask `fonts.missing` first.
    """
    drawing = Drawing(
        fonts, document.text, title=document.title, day=document.drawn_on, landscape=document.landscape
    )
    drawing.new_page()  # measuring needs a page to measure on
    layout = _Layout(drawing, document)
    pages = layout.pages()
    for number, bands in enumerate(pages, 1):
        if number > 1:
            drawing.new_page()
        y = TOP
        for band in bands:
            band.draw(y)
            y += band.height
        foot = Box(LEFT, layout.floor + 4, layout.width, 6)
        drawing.write(foot, document.note, SMALL_SIZE)
        drawing.write(foot, f"第 {number} 页 共 {len(pages)} 页", SMALL_SIZE, "right")
    return drawing.output()


def _needed(bands: Sequence[Band]) -> list[float]:
    """The height that each band asks for with all that it leads to: no heading stands alone."""
    heights: list[float] = []
    for band in reversed(bands):
        following = heights[-1] if band.leads and heights else 0.0
        heights.append(band.height + following)
    return heights[::-1]


class _Layout:
    """The bands of a paper, and how they fall into pages."""

    def __init__(self, drawing: Drawing, document: Document) -> None:
        self._drawing, self._document = drawing, document
        self.width = (WIDE if document.landscape else HIGH) - 2 * LEFT
        self.floor = (HIGH if document.landscape else WIDE) - BOTTOM

    def pages(self) -> list[list[Band]]:
        """The bands page by page."""
        pages: list[list[Band]] = [[]]
        y = TOP
        bands = list(self._bands())
        for band, needed in zip(bands, _needed(bands), strict=True):
            if y + needed > self.floor and pages[-1]:
                pages.append(list(band.repeats))
                y = TOP + sum(one.height for one in band.repeats)
            pages[-1].append(band)
            y += band.height
        return pages

    def _bands(self) -> Iterator[Band]:
        document = self._document
        yield self._text(document.title, TITLE_HEIGHT, TITLE_SIZE, "centre", title=True, leads=True)
        if any(document.head):
            yield Band(HEAD_HEIGHT, self._head, leads=True)
        for section in document.sections:
            if section.title:
                yield self._text(section.title, SECTION_HEIGHT, SECTION_SIZE, title=True, leads=True)
            if section.words:
                yield from self._words(section.words)
            yield from self._facts(section.facts)
            if section.table:
                yield from self._table(section.table)
            yield from self._pictures(section.pictures)
        if document.signers:
            yield Band(SIGNING, self._signers)

    def _head(self, y: float) -> None:
        box = Box(LEFT, y, self.width, HEAD_HEIGHT)
        self._drawing.write(box, self._document.head[0], TEXT_SIZE)
        self._drawing.write(box, self._document.head[1], TEXT_SIZE, "right")

    def _signers(self, y: float) -> None:
        each = self.width / len(self._document.signers)
        for place, signer in enumerate(self._document.signers):
            self._drawing.write(Box(LEFT + place * each, y + 4, each - 4, SIGNING - 4), signer, TEXT_SIZE)

    def _text(
        self, text: str, height: float, size: float, align: Align = "left", *, title: bool, leads: bool
    ) -> Band:
        def draw(y: float) -> None:
            self._drawing.write(Box(LEFT, y, self.width, height), text, size, align, title=title)

        return Band(height, draw, leads=leads)

    def _words(self, words: str) -> Iterator[Band]:
        """Paragraphs as a letter has them."""
        for paragraph in words.split("\n"):
            height = self._drawing.height(paragraph, WORDS_SIZE, self.width) + BETWEEN
            yield self._text(paragraph, height, WORDS_SIZE, title=False, leads=False)

    def _facts(self, facts: Sequence[tuple[str, str]]) -> Iterator[Band]:
        """Label and value, two beside each other where both are short."""
        half = self.width / 2
        waiting: tuple[str, str] | None = None
        for fact in facts:
            short = self._drawing.height(fact[1], TEXT_SIZE, half - LABEL - 2 * PADDING) <= LEAST_ROW
            if not short:
                if waiting:
                    yield self._fact_row((waiting,))
                waiting = None
                yield self._fact_row((fact,))
            elif waiting:
                yield self._fact_row((waiting, fact))
                waiting = None
            else:
                waiting = fact
        if waiting:
            yield self._fact_row((waiting,))

    def _fact_row(self, facts: Sequence[tuple[str, str]]) -> Band:
        value = self.width / len(facts) - LABEL
        cells: list[Cell] = []
        for label, words in facts:
            cells += [(label, LABEL, "centre"), (words, value, "left")]
        return self._row(cells, LEAST_ROW, TEXT_SIZE)

    def _table(self, table: Table) -> Iterator[Band]:
        whole = sum(column.share for column in table.columns)
        widths = [column.share / whole * self.width for column in table.columns]
        titles: list[Cell] = [
            (column.title, width, "centre") for column, width in zip(table.columns, widths, strict=True)
        ]
        heading = self._row(titles, LEAST_ROW, SMALL_SIZE, title=True)
        yield Band(heading.height, heading.draw, leads=True)
        for row in table.rows:
            cells = [
                (words, width, column.align)
                for words, width, column in zip(row, widths, table.columns, strict=True)
            ]
            band = self._row(cells, table.least, SMALL_SIZE)
            yield Band(band.height, band.draw, repeats=(heading,))

    def _row(self, cells: Sequence[Cell], least: float, size: float, *, title: bool = False) -> Band:
        """Framed cells side by side (words, width, side), as high as the longest asks for."""
        needed = [
            self._drawing.height(words, size, width - 2 * PADDING, title=title) + 2 * AIR
            for words, width, _align in cells
        ]
        height = min(max(least, *needed), self.floor - TOP - 3 * LEAST_ROW)

        def draw(y: float) -> None:
            x = LEFT
            for words, width, align in cells:
                box = Box(x, y, width, height)
                self._drawing.frame(box)
                self._drawing.write(box.inset(PADDING, AIR / 2), words, size, align, title=title)
                x += width
            self._drawing.line(LEFT, y, LEFT, y + height, THICK)
            self._drawing.line(x, y, x, y + height, THICK)

        return Band(height, draw)

    def _pictures(self, pictures: Sequence[Picture]) -> Iterator[Band]:
        for first in range(0, len(pictures), PICTURES):
            some = pictures[first : first + PICTURES]

            def draw(y: float, some: Sequence[Picture] = some) -> None:
                each = self.width / PICTURES
                for place, picture in enumerate(some):
                    box = Box(LEFT + place * each, y + 1, each - 3, PICTURE_HEIGHT)
                    self._drawing.picture(box, picture.content)
                    below = Box(box.x, y + PICTURE_HEIGHT + 1, box.w, CAPTION)
                    self._drawing.write(below, picture.caption, SMALL_SIZE, "centre")

            yield Band(PICTURE_HEIGHT + CAPTION + 2, draw)
