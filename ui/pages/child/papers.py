"""What can be printed of a child: each a word of the menu, and how the paper is made."""

from collections.abc import Callable, Sequence
from typing import Any

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.enrolment import State
from countydesk.services import child_file, dropout, held, papers
from countydesk.services.papers import Paper

MakePaper = Callable[[Any, str], Paper]  # of the desk and the child's id
NOTICE: tuple[str, MakePaper] = ("控辍保学告知单", dropout.notice)  # what the township is told
PAPERS: tuple[tuple[str, MakePaper], ...] = (
    ("走访表", papers.visit_form),
    ("档案", child_file.file_paper),  # its full numbers are on it, so that it is recorded
    ("个人信息告知书", held.paper),  # what a guardian who asks is told
)


def papers_of(child: Beneficiary) -> Sequence[tuple[str, MakePaper]]:
    """What there is to print of this child."""
    return (*PAPERS, NOTICE) if child.state is State.DROPPED_OUT else PAPERS
