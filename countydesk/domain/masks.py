"""How what is private stands on a screen until somebody asks: its ends, and stars between them."""

from countydesk.domain.fields import Kind

# How many characters stay readable at the head and tail of what is private.
OPEN_ENDS = {Kind.CITIZEN_ID: (4, 2), Kind.PHONE: (3, 4), Kind.BANK_CARD: (0, 4)}


def mask(kind: Kind, words: str) -> str:
    """The words with their middle hidden: "6210**********28", "138****5566", "****0217"."""
    head, tail = OPEN_ENDS.get(kind, (1, 0))
    if not words:
        return words
    hidden = len(words) - head - tail
    if hidden <= 0:
        return "*" * len(words)
    # A card number's length says nothing worth a whole column.
    return words[:head] + "*" * (4 if kind is Kind.BANK_CARD else hidden) + words[len(words) - tail :]
