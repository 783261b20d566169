"""The sum that matters: in figures, in capitals, and of what it is made."""

from collections.abc import Sequence

from countydesk.domain.batch_path import Tier
from countydesk.domain.money import in_capitals, in_figures
from ui import style
from ui.parts.card import Card


class SumCard(Card):
    """A sum in fen with its tiers."""

    def __init__(self) -> None:
        super().__init__()
        self.body.setSpacing(2)
        self._heading = style.label("", "faint")
        self._sum = style.label("", "sum")
        self._capitals = style.label("", "small", wraps=True)
        self._tiers = style.label("", "secondary", wraps=True)
        for label in (self._heading, self._sum, self._capitals, self._tiers):
            self.add(label)

    def show_sum(self, heading: str, fen: int, tiers: Sequence[Tier]) -> None:
        """Show another sum."""
        self._heading.setText(heading)
        self._sum.setText(f"{in_figures(fen)} 元")
        self._capitals.setText(f"人民币{in_capitals(fen)}")
        lines = [f"{t.title} {t.count} 人 × {_short(t.each_fen)} = {in_figures(t.fen)}" for t in tiers]
        self._tiers.setText("\n".join(lines))
        self._tiers.setVisible(bool(lines))
        self.setAccessibleName(f"{heading} {in_figures(fen)} 元")


def _short(fen: int) -> str:
    """Whole yuan without their noughts: 1800, 1800.50."""
    return in_figures(fen).replace(",", "").removesuffix(".00")
