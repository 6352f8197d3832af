"""Hidden data are taken out of a file, where its kind is one of which that is known."""

import io
from typing import TYPE_CHECKING, Any, Final

from chalicelib.domain.integrity.hidden_in_office import ZIP, bare_office
from chalicelib.domain.integrity.hidden_in_pictures import JPEG, PNG, NotUnderstood, bare_jpeg, bare_png

if TYPE_CHECKING:
    from pypdf import PdfWriter

PDF: Final = b"%PDF-"
# Entries of PDF dictionaries (ISO 32000-2) that tell of a file and its maker, and show nothing.
TELLS: Final = ("/Metadata", "/PieceInfo", "/LastModified", "/ModDate", "/CreationDate", "/Thumb")
OF_REMARK: Final = ("/T", "/M", "/NM")  # of annotations: who, when, which


def strip_file(body: bytes) -> bytes | None:
    """The file without hidden data; what it shows stays. None where it is of another kind than JPEG, PNG, PDF, OOXML and
    ODF, is locked, or is not what it seems: then nothing was taken out. Judged by what it is, not by its name."""
    bare = next((do for begins, do in _KINDS.items() if body.startswith(begins)), None)
    try:
        return bare(body) if bare else None
    except Exception:  # noqa: BLE001  # whatever a strange file does to its reader: it cannot be stripped, and that is told
        return None


def _bare_pdf(body: bytes) -> bytes:
    """Written anew of what its pages reach: earlier versions within the file go too. Signatures in it no longer hold."""
    from pypdf import PdfReader, PdfWriter

    reader = PdfReader(io.BytesIO(body))
    if reader.is_encrypted:
        raise NotUnderstood
    writer = PdfWriter(clone_from=reader)
    _strip_objects(writer)
    writer.metadata = None
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _strip_objects(writer: "PdfWriter") -> None:
    seen: set[int] = set()
    todo: list[Any] = [one for one in writer._objects if one is not None]
    while todo:
        one = todo.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, dict):
            _strip_dictionary(one)
            todo += list(one.values())
        elif isinstance(one, list):
            todo += one


def _strip_dictionary(one: Any) -> None:
    subtype, filters = one.get("/Subtype"), one.get("/Filter")
    remark = OF_REMARK if "/Rect" in one and subtype != "/Widget" else ()  # a widget is a field, and /T its name
    for name in (*TELLS, *remark):
        if name in one:
            del one[name]
    if subtype == "/Image" and filters in ("/DCTDecode", ["/DCTDecode"]) and one._data.startswith(JPEG):
        one._data = bare_jpeg(one._data)


_KINDS: Final = {JPEG: bare_jpeg, PNG: bare_png, PDF: _bare_pdf, ZIP: bare_office}
