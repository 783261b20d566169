"""The punctuation of Chinese print (GB/T 15834): full-width marks beside Chinese words."""

import re

# Half-width, as they are typed and stored, and as they are printed.
MARKS = str.maketrans(",;:?!", "\uff0c\uff1b\uff1a\uff1f\uff01")
HAN = "[\u3400-\u9fff\u201c\u201d\u300a\u300b\uff08\uff09\u3001\u3002]"
_MARK = re.compile(rf"(?<={HAN})[,;:?!]|[,;:?!](?={HAN})")
_BRACKETS = re.compile(rf"\(([^()]*{HAN}[^()]*)\)")


def full_width(words: str) -> str:
    """The words with full-width marks and brackets where these stand in Chinese text.

    Numbers stay as they are: 1,916; 12:30; 1+1.
    """
    bracketed = _BRACKETS.sub("\uff08\\1\uff09", words)
    return _MARK.sub(lambda mark: mark[0].translate(MARKS), bracketed)
