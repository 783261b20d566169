"""A paper that a command made, saved where it was told to."""

from pathlib import Path

from countydesk.cli.main import Answer
from countydesk.services import papers
from countydesk.services.papers import Paper


def saved(paper: Paper, folder: str) -> Answer:
    """Where the paper lies now, and what is to be known of it. Raises `Unavailable` if it cannot be saved."""
    path = papers.save(paper, Path(folder).absolute())
    return Answer({"file": str(path), "warnings": list(paper.warnings)}, [f"已写入:{path}", *paper.warnings])
