"""XML as this room has it: written in canonical form, read only if nothing in it could surprise."""

from typing import Any

from lxml import etree

from countydesk.domain.problems import Refused

DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# What Canonical XML 1.0 writes for these characters, in text and in attribute values.
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"})
_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#x9;", "\n": "&#xA;", "\r": "&#xD;"}
)


def text(value: str) -> str:
    """`value` as canonical character data."""
    return value.translate(_TEXT)


def attribute(value: str) -> str:
    """`value` as the canonical inside of a quoted attribute."""
    return value.translate(_ATTRIBUTE)


def parse(data: bytes, part: str) -> Any:
    """The root element of a small XML part of a package.

    No part of ours has a document type, an entity, a comment or a CDATA section, so that `<!` itself is
    refused, before any parser sees it; so are other encodings, in which it would look different.
    Raises `Refused` with a sentence that names `part`.
    """
    if b"\0" in data:
        raise Refused(f"部件“{part}”不是 UTF-8 编码的 XML。")
    if b"<!" in data:
        raise Refused(f"部件“{part}”含有不允许的 XML 声明(DTD、实体或注释)。")
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Refused(f"部件“{part}”不是完好的 XML。") from None
    document = root.getroottree().docinfo
    if document.doctype or (document.encoding or "UTF-8").upper() != "UTF-8":
        raise Refused(f"部件“{part}”不是 UTF-8 编码的 XML。")
    return root


def canonical(root: Any) -> str | None:
    """The element in Canonical XML 1.0, comments left out; None where it has no such form, as with a
    relative namespace."""
    try:
        return str(etree.tostring(root, method="c14n", with_comments=False), "utf-8")
    except etree.C14NError:
        return None
