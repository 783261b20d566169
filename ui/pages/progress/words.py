"""What the page says of a figure in a word or two, the same in the table and by county."""

from countydesk.domain.progress import Progress
from ui.style import Tone

REACHED, DONE = "已达进度", "完成全年"


def standing_words(each: Progress) -> str:
    """Where it stands in a word or two; "" without a target."""
    if each.percent is None:
        return ""
    if each.arrears:
        return f"欠进度 {each.arrears.phrase}"
    return DONE if each.percent >= 100 else REACHED


def tone_of(words: str) -> Tone:
    """The colour of these words."""
    return {REACHED: Tone.BLUE, DONE: Tone.GREEN}.get(words, Tone.RED)


def change_words(each: Progress) -> str:
    """How much more or less it is than a year ago."""
    if not each.change:
        return "" if each.change is None else "持平"
    return f"增 {each.change}%" if each.change > 0 else f"减 {-each.change}%"


def before_words(each: Progress) -> str:
    """What it was a year ago; "" where nothing was recorded then."""
    return each.before.figure.phrase if each.before.records else ""


def percent_words(each: Progress) -> str:
    """How much of the target is done."""
    return "" if each.percent is None else f"{each.percent}%"
