"""The parts of the package: which there are, their content types, and the relationships between them."""

from collections.abc import Mapping
from dataclasses import dataclass

from countydesk.domain.problems import Refused
from countydesk.sync import markup

CONTENT_TYPES = "[Content_Types].xml"
PACKAGE_RELATIONSHIPS = "_rels/.rels"
WORKBOOK = "xl/workbook.xml"
WORKBOOK_RELATIONSHIPS = "xl/_rels/workbook.xml.rels"
STYLES = "xl/styles.xml"
THEME = "xl/theme/theme1.xml"
PHOTOS = "xl/media/photos.zip"
ORIGIN = "_xmlsignatures/origin.sigs"
ORIGIN_RELATIONSHIPS = "_xmlsignatures/_rels/origin.sigs.rels"
SIGNATURE = "_xmlsignatures/sig1.xml"
# What a signature cannot cover; each of them is checked by other means.
UNSIGNED = frozenset({CONTENT_TYPES, ORIGIN, ORIGIN_RELATIONSHIPS, SIGNATURE})

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES_NS = f"{_PACKAGE}/content-types"
RELATIONSHIPS_NS = f"{_PACKAGE}/relationships"
_DECLARED_BY = {f"{{{_TYPES_NS}}}Default": "Extension", f"{{{_TYPES_NS}}}Override": "PartName"}
_SHEET_ML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SIGNATURE_TYPE = "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"
RELATIONSHIPS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_DEFAULTS = {
    "rels": RELATIONSHIPS_TYPE,
    "sigs": "application/vnd.openxmlformats-package.digital-signature-origin",
}


@dataclass(frozen=True)
class Relationship:
    """One relationship of a part; all of ours lead to parts within the package."""

    id: str
    type: str
    target: str


TO_ORIGIN = Relationship("rIdSignature", f"{RELATIONSHIPS_NS}/digital-signature/origin", ORIGIN)
TO_SIGNATURE = Relationship("rId1", f"{RELATIONSHIPS_NS}/digital-signature/signature", "sig1.xml")


def sheet_part(number: int) -> str:
    """The name of the part of sheet `number`; 1 is the cover."""
    return f"xl/worksheets/sheet{number}.xml"


def layout(sheets: int, photos: bool) -> dict[str, str]:
    """Every part that is signed, with its content type; `sheets` counts the cover too."""
    types = {
        PACKAGE_RELATIONSHIPS: RELATIONSHIPS_TYPE,
        WORKBOOK: f"{_SHEET_ML}.sheet.main+xml",
        WORKBOOK_RELATIONSHIPS: RELATIONSHIPS_TYPE,
        STYLES: f"{_SHEET_ML}.styles+xml",
        THEME: "application/vnd.openxmlformats-officedocument.theme+xml",
    }
    types |= {sheet_part(number + 1): f"{_SHEET_ML}.worksheet+xml" for number in range(sheets)}
    return types | ({PHOTOS: "application/zip"} if photos else {})


def package_relationships() -> tuple[Relationship, ...]:
    """From the package to its workbook (signed) and its signature (which cannot be)."""
    return (Relationship("rId1", f"{_OFFICE}/officeDocument", WORKBOOK), TO_ORIGIN)


def workbook_relationships(sheets: int, photos: bool) -> tuple[Relationship, ...]:
    """From the workbook to its sheets, rId1 being the cover, and to what they share."""
    found = [
        Relationship(f"rId{number}", f"{_OFFICE}/worksheet", sheet_part(number).removeprefix("xl/"))
        for number in range(1, sheets + 1)
    ]
    found.append(Relationship("rIdStyles", f"{_OFFICE}/styles", STYLES.removeprefix("xl/")))
    found.append(Relationship("rIdTheme", f"{_OFFICE}/theme", THEME.removeprefix("xl/")))
    if photos:
        found.append(Relationship("rIdPhotos", "urn:countydesk:photos", PHOTOS.removeprefix("xl/")))
    return tuple(found)


def content_types(signed: Mapping[str, str]) -> dict[str, str]:
    """The declarations of `[Content_Types].xml` for these signed parts: by "*.ending" or by "/part"."""
    declared = {f"*.{ending}": kind for ending, kind in _DEFAULTS.items()}
    declared |= {f"/{part}": kind for part, kind in signed.items() if kind != RELATIONSHIPS_TYPE}
    return declared | {f"/{SIGNATURE}": _SIGNATURE_TYPE}


def write_content_types(declared: Mapping[str, str]) -> bytes:
    """The part `[Content_Types].xml`."""
    lines = [
        f'<Default Extension="{name[2:]}" ContentType="{kind}"/>'
        if name.startswith("*.")
        else f'<Override PartName="{name}" ContentType="{kind}"/>'
        for name, kind in declared.items()
    ]
    return markup.DECLARATION + f'<Types xmlns="{_TYPES_NS}">{"".join(lines)}</Types>'.encode()


def read_content_types(data: bytes) -> dict[str, str]:
    """The declarations, as `content_types` has them. Raises `Refused` for anything but plain ones."""
    declared: dict[str, str] = {}
    seen: set[str] = set()
    root = markup.parse(data, f"/{CONTENT_TYPES}")
    for element in root:
        attributes = dict(element.attrib)
        kind = attributes.pop("ContentType", None)
        key = _DECLARED_BY.get(element.tag)
        name = attributes.pop(key, "") if key else ""
        name = f"*.{name}" if key == "Extension" else name
        if root.tag != f"{{{_TYPES_NS}}}Types" or kind is None or not name or attributes or len(element):
            raise Refused(f"内容类型清单“/{CONTENT_TYPES}”的格式不符。")
        if name.lower() in seen:
            raise Refused(f"内容类型清单中“{name}”登记了两次。")
        seen.add(name.lower())
        declared[name] = kind
    return declared


def write_relationships(relationships: tuple[Relationship, ...]) -> bytes:
    """A `.rels` part."""
    return markup.DECLARATION + canonical_relationships(relationships).encode()


def canonical_relationships(relationships: tuple[Relationship, ...]) -> str:
    """What the relationship transform of ECMA-376 Part 2 and C14N make of these relationships."""
    lines = [
        f'<Relationship Id="{markup.attribute(one.id)}" Target="{markup.attribute(one.target)}" '
        f'TargetMode="Internal" Type="{markup.attribute(one.type)}"></Relationship>'
        for one in sorted(relationships, key=lambda one: one.id)
    ]
    return f'<Relationships xmlns="{RELATIONSHIPS_NS}">{"".join(lines)}</Relationships>'


def read_relationships(data: bytes, part: str) -> tuple[Relationship, ...]:
    """The relationships of a `.rels` part.

    Raises `Refused` for external targets, ids used twice, and anything but plain relationships.
    """
    found: dict[str, Relationship] = {}
    root = markup.parse(data, f"/{part}")
    for element in root:
        attributes = dict(element.attrib)
        one = Relationship(*(attributes.pop(name, "") for name in ("Id", "Type", "Target")))
        if attributes.pop("TargetMode", "Internal") != "Internal":
            raise Refused(f"部件“/{part}”中的关系“{one.id}”指向包外。")
        if (
            root.tag != f"{{{RELATIONSHIPS_NS}}}Relationships"
            or element.tag != f"{{{RELATIONSHIPS_NS}}}Relationship"
            or not (one.id and one.type and one.target)
            or attributes
            or len(element)
        ):
            raise Refused(f"关系部件“/{part}”的格式不符。")
        if one.id.lower() in found:
            raise Refused(f"部件“/{part}”中有两个关系“{one.id}”。")
        found[one.id.lower()] = one
    return tuple(found.values())
