"""CountyDesk (县级团委帮扶台账): the desk of a county Youth League committee."""

__version__ = "0.1.0"
