"""Which text a spreadsheet could bring to life: what goes out of the desk never acts."""

# Full-width signs are formulas to the Chinese Excel; a tab or a line end only hides the sign behind it.
FIRST_SIGNS = tuple("=+-@\t\r\n＝＋－＠−")


def could_act(text: str) -> bool:
    """Whether a cell with this text becomes a formula where somebody edits or copies it as it stands."""
    return text.startswith(FIRST_SIGNS)
