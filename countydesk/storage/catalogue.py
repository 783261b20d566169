"""The catalogue's files: those that ship with the program, and those of an office beside its desk."""

from pathlib import Path

from countydesk.locations import resource

SHIPPED = "catalogue"
OWN = "catalogue"  # the folder inside that of the desk


def shipped_files() -> list[Path]:
    """The files that ship with the program, by their names."""
    return sorted(resource(SHIPPED).glob("*.toml"))


def own_files(desk_folder: Path) -> list[Path]:
    """The files that an office has put beside its desk, by their names."""
    return sorted((desk_folder / OWN).glob("*.toml"))
