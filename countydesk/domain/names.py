"""People's names: cleaned without changing a character, searched and sorted by pinyin.

Any character of GB 18030 is kept as it is; the dot of minority names is U+00B7.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from math import prod

DOT = "·"
DOTS = str.maketrans(dict.fromkeys("•・･‧∙⋅●．.。﹒᛫˙", DOT))
LONGEST = 50
COMBINATIONS = 48  # of readings of one name; beyond it the rarest readings are left out
READINGS = 4  # of one character

# Surnames whose own reading is not the common one of the character: the name is sorted by it.
SURNAMES = {
    "单": "shan", "仇": "qiu", "查": "zha", "曾": "zeng", "朴": "piao", "区": "ou", "乐": "yue",
    "盖": "ge", "翟": "zhai", "覃": "qin", "员": "yun", "缪": "miao", "折": "she", "召": "shao",
    "薄": "bo", "解": "xie", "洗": "xian", "祭": "zhai", "黑": "he", "秘": "bi", "种": "chong",
    "重": "chong", "繁": "po", "句": "gou", "牟": "mu", "么": "yao", "隗": "wei", "佴": "nai",
    "长": "chang", "能": "nai", "都": "du", "阚": "kan", "郇": "xun",
}  # fmt: skip
COMPOUND_SURNAMES = {
    "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "单于": "chan yu", "欧阳": "ou yang",
    "上官": "shang guan", "司马": "si ma", "诸葛": "zhu ge", "东方": "dong fang", "皇甫": "huang fu",
    "令狐": "ling hu", "慕容": "mu rong", "宇文": "yu wen", "公孙": "gong sun", "夏侯": "xia hou",
    "澹台": "tan tai", "呼延": "hu yan", "独孤": "du gu", "拓跋": "tuo ba",
}  # fmt: skip
# Readings that the dictionary lacks: local ones (宕昌 is "tan" to its people) and rare characters.
MORE_READINGS = {"虎": "mao", "黑": "he", "宕": "tan", "𠮷": "ji"}


def clean_name(text: str) -> str:
    """A name without blanks and invisible characters, its dots as U+00B7, letters half-width.

    Han characters stay as they are, compatibility forms included. Blanks stay between Latin words.
    """
    shown = "".join(_half_width(c) for c in text if unicodedata.category(c) not in ("Cc", "Cf"))
    dotted = re.sub(rf"\s*{DOT}[\s{DOT}]*", DOT, shown.translate(DOTS)).strip(f"{DOT} \t　'’‘`")
    words = re.sub(r"\s+", " ", dotted)
    return re.sub(r"(?<![A-Za-z]) | (?![A-Za-z])", "", words)


def name_problem(name: str) -> str | None:
    """What keeps a cleaned name from being entered, as a Chinese sentence; None when it is fine."""
    if not name:
        return "没有填写姓名,请按户口簿填写。"
    if len(name) > LONGEST:
        return f"姓名超过 {LONGEST} 个字,请核对。"
    if re.search(r"[?？�□■_*＊]", name):
        return f"姓名“{name}”中有丢失的字,请按户口簿补上。"
    if re.search(r"[0-9０-９]", name):
        return f"姓名“{name}”中含有数字,请按户口簿填写。"
    wrong = [c for c in name if c not in f"{DOT} -" and unicodedata.category(c)[0] not in "LMC" and c != "〇"]
    if wrong:
        return f"姓名“{name}”中有“{wrong[0]}”,请只填姓名。"
    return None


@lru_cache(maxsize=4096)
def _readings(char: str) -> tuple[str, ...]:
    """Every toneless reading of a character, the common one first; letters stand for themselves."""
    from pypinyin import Style, pinyin

    if char.isascii():
        return (char.lower(),)
    found = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
    known = found[0] if found else []
    more = MORE_READINGS.get(char, "").split()
    return tuple(dict.fromkeys([*known, *more])) or (char,)


def search_tokens(name: str) -> set[str]:
    """What a name is found by: full pinyin and initials, in every reading of its characters.

    {"zhangxiaoming", "zxm"} for 张小明; the surname also in the reading that surnames have.
    """
    letters = [c for c in clean_name(name) if c not in f"{DOT} -"]
    if not letters:
        return set()
    choices = [_readings(char)[:READINGS] for char in letters]
    for place, reading in enumerate(_surname("".join(letters))):
        choices[place] = _united([reading], choices[place])
    initials = [_united(reading[0] for reading in readings) for readings in choices]
    full = {"".join(readings) for readings in _combinations(choices)}
    return full | {"".join(readings) for readings in _combinations(initials)}


def sort_key(name: str) -> str:
    """A key that sorts names by pinyin, syllable by syllable, the surname in its own reading."""
    letters = [c for c in clean_name(name) if c not in f"{DOT} -"]
    syllables = _surname("".join(letters))
    syllables += [_readings(char)[0] for char in letters[len(syllables) :]]
    return " ".join(syllables) + "　" + "".join(letters) if letters else ""


def _surname(letters: str) -> list[str]:
    """The syllables of a surname that is read in its own way, none where there is no such surname."""
    if letters[:2] in COMPOUND_SURNAMES:
        return COMPOUND_SURNAMES[letters[:2]].split()
    return [SURNAMES[letters[0]]] if letters[:1] in SURNAMES else []


def _half_width(char: str) -> str:
    """Full-width letters and digits, and Kangxi radicals (which PDFs leave), in their plain form."""
    if "！" <= char <= "～" or "⼀" <= char <= "⿕":
        return unicodedata.normalize("NFKC", char)
    return char


def _united(*groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))


def _combinations(choices: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """All combinations; where they are too many, the rarest readings of the last characters go."""
    choices = list(choices)
    while prod(map(len, choices)) > COMBINATIONS:
        most = max(range(len(choices)), key=lambda place: (len(choices[place]), place))
        choices[most] = choices[most][:-1]
    return product(*choices)
