"""Claims on half years as they follow from lists: who is taken for which term, and by which batch."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from countydesk.domain.disbursements import Claim


@dataclass(frozen=True)
class ListedChild:
    """A line of a list, as far as claims go."""

    batch_id: str
    line_id: str
    beneficiary_id: str


def claims_of(
    office_code: str,
    terms: Mapping[str, Sequence[str]],
    lines: Iterable[ListedChild],
    given_up: Collection[str],
) -> Iterator[Claim]:
    """The claims that some lists make.

    `terms` tells which half years each batch takes (by id; a voided one takes none), `given_up`
    which lines (by id) were settled without having been paid: their children are free again.
    """
    for line in lines:
        if line.line_id in given_up:
            continue
        for term in terms.get(line.batch_id, ()):
            yield Claim(
                office_code=office_code,
                beneficiary_id=line.beneficiary_id,
                term=term,
                batch_id=line.batch_id,
            )
