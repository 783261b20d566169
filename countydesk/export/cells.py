"""The one place that writes text into a cell of a workbook: text it stays, whatever it says."""

import re

from countydesk.domain.formulas import FIRST_SIGNS, could_act

LONGEST_TEXT = 32_767  # UTF-16 units: Excel cuts the rest off without a word
# Text that stands in XML as it is, and that no spreadsheet takes for a formula.
_HARMLESS = re.compile(
    f"[^\\s&<>_{re.escape(''.join(FIRST_SIGNS))}\x00-\x1f\ud800-\udfff\ufffe\uffff]"
    "[^&<>_\x00-\x1f\ud800-\udfff\ufffe\uffff]*(?<! )"
)
# Characters that XML cannot hold are written as Excel does, `_x0001_`; what looks like that is escaped too.
_TO_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4})|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Unwritable(Exception):
    """A value that no cell can hold; the sentence's end, in Chinese."""


def opening(style: int) -> str:
    """How the inside of a `<c>` element that holds text begins, by the number of its format."""
    return f' s="{style}" t="inlineStr"><is><t'


def text_cell(value: str, plain: str, quoted: str) -> str:
    """The inside of a `<c>` element that holds `value` as text, never as a formula.

    `plain` is the `opening` of its format, `quoted` that of the format with a quote prefix, which is taken
    for text that could act. Raises `Unwritable` if it is too long for a cell or holds half a character.
    """
    # Nearly all cells; what is short by half is short in any plane.
    if (value.isalnum() or _HARMLESS.fullmatch(value)) and len(value) < LONGEST_TEXT // 2:
        return f"{plain}>{value}</t></is>"
    if _SURROGATE.search(value):
        raise Unwritable("含有残缺的字符,无法写入,请重新录入。")
    units = len(value.encode("utf-16-le")) // 2
    if units > LONGEST_TEXT:
        raise Unwritable(f"有 {units} 个字,超过单元格上限 {LONGEST_TEXT} 个,请缩短。")
    escaped = _TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", value)
    escaped = escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    space = ' xml:space="preserve"' if escaped != escaped.strip() or "\n" in escaped else ""
    return f"{quoted if could_act(value) else plain}{space}>{escaped}</t></is>"
