"""First start: the county, the unit and who will work at the desk, and nothing else."""

from ui.pages.first_start.first_start import FirstStart

__all__ = ["FirstStart"]
