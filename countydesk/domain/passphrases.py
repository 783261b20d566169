"""What a passphrase has to be, so that it cannot be guessed from what is known of a person."""

SHORTEST = 8
SHORTEST_OF_DIGITS = 12  # birthdays and telephone numbers have fewer
DIFFERENT = 4
HINT = "几个不相干的词连起来最好记,例如“玉米-山路-七点”"


def passphrase_problem(passphrase: str) -> str | None:
    """What is wrong with a new passphrase, in a sentence, or None."""
    if len(passphrase) < SHORTEST:
        return f"口令至少 {SHORTEST} 个字符。{HINT}。"
    if passphrase.isdigit() and len(passphrase) < SHORTEST_OF_DIGITS:
        return f"只用数字的口令容易被猜到,至少 {SHORTEST_OF_DIGITS} 位,或加上文字。{HINT}。"
    if len(set(passphrase)) < DIFFERENT:
        return f"口令中相同的字符太多,容易被猜到。{HINT}。"
    return None
