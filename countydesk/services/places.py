"""Places for those who ask by code or by name; opens no desk."""

from countydesk.domain.regions import Regions
from countydesk.storage.regions import load_regions


def regions() -> Regions:
    """The places that ship with the program, to the county, and the retired codes."""
    return load_regions()
