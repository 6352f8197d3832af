"""Takes out of a document of an office program what its reader does not see: who wrote, changed and printed it, when, for
which organisation, and what its pictures hide. Standard library only.

OOXML: ECMA-376 (docx, xlsx, pptx). ODF: OASIS OpenDocument 1.3 (odt, ods, odp). Both are zip archives of XML.
"""

import re
import zipfile
from io import BytesIO
from typing import Final

from chalicelib.domain.integrity.hidden_in_pictures import JPEG, PNG, NotUnderstood, bare_jpeg, bare_png

ZIP: Final = b"PK\x03\x04"
MOST: Final = 200 * 1024 * 1024  # bytes when unpacked
DEEPEST: Final = 3  # documents in documents
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
# Parts that only tell about the document, or about where it was made.
_TELLS: Final = re.compile(r"(docProps|customXml|Thumbnails|_xmlsignatures)/|META-INF/(document|macro)signatures\.xml$")
_PRINTER: Final = re.compile(r"(^|/)printerSettings\d*\.bin$")
_PEOPLE: Final = (
    # OOXML: authors of changes, remarks and people; accounts; the numbers of editing sessions; the folder it was saved in.
    (rb'(\s(?:\w+:)?(?:author|initials|userName|displayName|lastModifiedBy)=)"[^"]*"', rb'\1"-"'),
    (rb'(\s\w+:(?:userId|providerId)=|\s(?:userId|providerId)=)"[^"]*"', rb'\1"-"'),
    (rb'(<(?:\w+:)?cmAuthor\b[^>]*?\sname=)"[^"]*"', rb'\1"-"'),
    (rb'(<(?:\w+:)?author\b[^>]*?\sname=)"[^"]*"', rb'\1"-"'),
    (rb"(<author>)[^<]*(</author>)", rb"\1-\2"),
    (rb'(\s(?:w|w16du):date(?:Utc)?=)"[^"]*"', rb'\1"1980-01-01T00:00:00Z"'),
    (rb'\sw:rsid\w*="[^"]*"', b""),
    (rb"<w:rsids>.*?</w:rsids>", b""),
    (rb"<(?:\w+:)?absPath\b[^>]*/>", b""),
    (rb'(<pageSetup\b[^>]*?)\sr:id="[^"]*"', rb"\1"),
    # ODF: the same of remarks and changes, and the printer.
    (rb"(<(?:dc:creator|meta:creator-initials)>)[^<]*(</)", rb"\1-\2"),
    (rb"(<dc:date>)[^<]*(</dc:date>)", rb"\g<1>1980-01-01T00:00:00\2"),
    (rb'(<config:config-item config:name="Printer(?:Name|Setup)"[^>]*>)[^<]*(</)', rb"\1\2"),
)
_RULES: Final = [(re.compile(pattern, re.DOTALL), new) for pattern, new in _PEOPLE]
# What leads to a part that is no longer there: relations, types of content, the manifest.
_LEADS: Final = re.compile(
    rb'<(?:\w+:)?(?:Relationship|Override|file-entry)\b[^>]*\b(?:Target|PartName|full-path)="'
    rb'(?:[^"]*/)?(?:docProps|customXml|Thumbnails|_xmlsignatures|printerSettings)/[^"]*"[^>]*?(?:/>|></[^>]*>)'
)
_LOCKED: Final = b"encryption-data"  # of ODF: its parts are locked, its archive is not
_NO_META: Final = (
    b'<?xml version="1.0" encoding="UTF-8"?><office:document-meta office:version="1.3" '
    b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><office:meta/></office:document-meta>'
)


def bare_office(body: bytes, depth: int = 0) -> bytes:
    """The document without it. Raises NotUnderstood where it is none, is locked, or unpacks to too much; and what zipfile
    raises of a damaged archive."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(body)) as old, zipfile.ZipFile(out, "w") as new:
        parts = old.infolist()
        names = {one.filename for one in parts}
        is_document = "[Content_Types].xml" in names or {"mimetype", "META-INF/manifest.xml"} <= names
        if not is_document or sum(one.file_size for one in parts) > MOST or depth > DEEPEST:
            raise NotUnderstood
        for one in parts:
            if one.is_dir() or _TELLS.match(one.filename) or _PRINTER.search(one.filename):
                continue
            info = zipfile.ZipInfo(one.filename, _LONG_AGO)
            info.compress_type = zipfile.ZIP_STORED if one.filename == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(info, _part(one.filename, old.read(one), depth))
    return out.getvalue()


def _part(name: str, body: bytes, depth: int) -> bytes:
    if name == "meta.xml":
        return _NO_META
    if name.endswith((".xml", ".rels", ".vml")):
        if body.startswith((b"\xff\xfe", b"\xfe\xff")) or (name == "META-INF/manifest.xml" and _LOCKED in body):
            raise NotUnderstood
        body = _LEADS.sub(b"", body)
        for pattern, new in _RULES:
            body = pattern.sub(new, body)
        return body
    # What cannot be understood within a document is told of the whole document, not passed over.
    if body.startswith(JPEG):
        return bare_jpeg(body)
    if body.startswith(PNG):
        return bare_png(body)
    return bare_office(body, depth + 1) if body.startswith(ZIP) else body
