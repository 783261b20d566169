"""Places for those who ask by code or by name; opens no desk."""

from countydesk.domain.regions import HOME, PROVINCES, Regions
from countydesk.storage.regions import load_regions


def regions() -> Regions:
    """The places that ship with the program, to the county, and the retired codes."""
    return load_regions()


def called(code: str) -> str:
    """A place as every desk here calls it, without the province: 庆阳市合水县; else its code."""
    name = regions().full_name(code) or code
    return name.removeprefix(PROVINCES[HOME]) or name
