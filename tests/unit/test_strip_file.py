"""Hidden data go out of real files of each kind, and what they show stays."""

import io
import warnings
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from odf import dc, meta, opendocument, text
from odf.office import Annotation
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from PIL import Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Text
from pypdf.generic import DecodedStreamObject, NameObject

from chalicelib.services.integrity.strip_file import strip_file

WHO = "Xanthippe Zonderling"
SAID = "De wagen van het diensthoofd"
LATIN = WHO.encode()


def picture() -> Image.Image:
    """A picture in which every corner is another one."""
    image = Image.new("RGB", (64, 48), "white")
    image.paste("red", (0, 0, 20, 10))
    return image


def jpeg(**more: object) -> bytes:
    """As a telephone makes it: place, owner, serial number, a small copy, a remark, and something behind its end."""
    exif = Image.Exif()
    exif[0x013B], exif[0x010F], exif[0x0112] = WHO, "Fairphone", 6
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 3.0, 12.5), 3: "E", 4: (3.0, 43.0, 1.5)})
    exif.get_ifd(0x8769).update({0xA430: WHO, 0xA431: "SN-4711"})
    out = io.BytesIO()
    picture().save(out, "JPEG", exif=exif, comment=LATIN, xmp=b"<x:xmpmeta>" + LATIN + b"</x:xmpmeta>", **more)
    return out.getvalue() + b"MotionPhoto" + LATIN


def png() -> bytes:
    about, out = PngImagePlugin.PngInfo(), io.BytesIO()
    about.add_text("Author", WHO)
    about.add_itxt("XML:com.adobe.xmp", WHO)
    about.add_text("Comment", WHO, zip=True)
    exif = Image.Exif()
    exif[0x013B] = WHO
    picture().save(out, "PNG", pnginfo=about, exif=exif, dpi=(72, 72))
    return out.getvalue() + LATIN


def pdf() -> bytes:
    """A page with a photograph, a remark, properties, and an earlier version under the last one."""
    out = io.BytesIO()
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": WHO, "/Title": WHO, "/Company": WHO})
    xmp = DecodedStreamObject()
    xmp.set_data(b"<x:xmpmeta>" + LATIN + b"</x:xmpmeta>")
    writer.root_object[NameObject("/Metadata")] = writer._add_object(xmp)
    photo = DecodedStreamObject()
    photo.set_data(jpeg())
    kinds = {"/Type": "/XObject", "/Subtype": "/Image", "/Filter": "/DCTDecode", "/ColorSpace": "/DeviceRGB"}
    photo.update({NameObject(name): NameObject(value) for name, value in kinds.items()})
    page[NameObject("/Photo")] = writer._add_object(photo)
    remark = Text(text=SAID, rect=(10, 10, 50, 50), title_bar=WHO)
    writer.add_annotation(0, remark)
    writer.write(out)
    later = PdfWriter(io.BytesIO(out.getvalue()), incremental=True)
    later.add_metadata({"/Author": WHO + " junior"})
    again = io.BytesIO()
    later.write(again)
    return again.getvalue()


def docx() -> bytes:
    document, out = Document(), io.BytesIO()
    paragraph = document.add_paragraph(SAID)
    document.add_comment(paragraph.runs, text="Kijk na", author=WHO, initials="XZ")
    document.add_picture(io.BytesIO(jpeg()))
    document.core_properties.author = document.core_properties.last_modified_by = WHO
    document.save(out)
    return out.getvalue()


def xlsx() -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.active["A1"] = SAID
    book.active["A1"].comment = Comment("Kijk na", WHO)
    book.properties.creator = book.properties.lastModifiedBy = WHO
    book.save(out)
    return out.getvalue()


def odt() -> bytes:
    document, out = opendocument.OpenDocumentText(), io.BytesIO()
    document.meta.addElement(meta.InitialCreator(text=WHO))
    document.meta.addElement(dc.Creator(text=WHO))
    paragraph, remark = text.P(text=SAID), Annotation()
    remark.addElement(dc.Creator(text=WHO))
    remark.addElement(text.P(text="Kijk na"))
    paragraph.addElement(remark)
    document.text.addElement(paragraph)
    document.save(out)
    return out.getvalue()


def everything(body: bytes, depth: int = 0) -> bytes:
    """The bytes of a file and of all that is packed in it."""
    found = [body]
    if body.startswith(b"PK") and depth < 3:
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            found += [everything(parts.read(one), depth + 1) for one in parts.namelist()]
    if body.startswith(b"%PDF"):
        reader = PdfReader(io.BytesIO(body))
        for number in range(1, len(reader.xref[0]) + 1 if reader.xref else 0):
            one = reader.get_object(number)
            found += [repr(one).encode(), one.get_data() if hasattr(one, "get_data") else b""]
    return b"\n".join(found)


@pytest.mark.parametrize("make", [jpeg, png, pdf, docx, xlsx, odt], ids=lambda make: make.__name__)
def test_nobody_is_in_it(make: Callable[[], bytes]) -> None:
    """The name that stood all through the file is nowhere in it any more; it was there before."""
    body = make()
    bare = strip_file(body)
    assert bare is not None
    assert LATIN in everything(body)
    for left in (LATIN, b"Fairphone", b"SN-4711", b"MotionPhoto", b"Zonderling"):
        assert left not in everything(bare)
    assert strip_file(bare) is not None


@pytest.mark.parametrize("more", [{}, {"progressive": True}, {"restart_marker_blocks": 1}], ids=str)
def test_pictures_stay(more: dict[str, object]) -> None:
    """A picture shows the same pixels, and is held the same way."""
    for body in (jpeg(**more), png()):
        bare = strip_file(body)
        assert bare
        before, after = Image.open(io.BytesIO(body)), Image.open(io.BytesIO(bare))
        assert before.tobytes() == after.tobytes()
        assert after.getexif().get(0x0112) == before.getexif().get(0x0112)
        assert set(after.getexif()) <= {0x0112}
        assert not after.getexif().get_ifd(0x8825)


def test_documents_stay() -> None:
    """A document opens, and says what it said; remarks stay without who made them."""
    word = Document(io.BytesIO(strip_file(docx()) or b""))
    assert (word.paragraphs[0].text, len(word.inline_shapes)) == (SAID, 1)
    assert [(one.text, one.author) for one in word.comments] == [("Kijk na", "-")]
    sheet = load_workbook(io.BytesIO(strip_file(xlsx()) or b""))
    assert (sheet.active["A1"].value, sheet.active["A1"].comment.text) == (SAID, "Kijk na")
    with zipfile.ZipFile(io.BytesIO(strip_file(odt()) or b"")) as parts:
        assert parts.infolist()[0].filename == "mimetype"
        assert parts.infolist()[0].compress_type == zipfile.ZIP_STORED
    assert SAID in str(opendocument.load(io.BytesIO(strip_file(odt()) or b"")).text)


def test_pdf_stays() -> None:
    """A PDF has its pages, remarks and photographs, without properties or an earlier version."""
    bare = strip_file(pdf()) or b""
    reader = PdfReader(io.BytesIO(bare))
    (page,) = reader.pages
    assert page["/Annots"][0].get_object()["/Contents"] == SAID
    assert Image.open(io.BytesIO(page["/Photo"].get_object()._data)).size == (64, 48)
    assert not reader.metadata
    assert bare.count(b"%%EOF") == 1


def locked_pdf() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(10, 10)
    writer.encrypt("geheim", algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", bytes(201 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"gewone tekst",
        lambda: b"",
        lambda: b"GIF89a",
        lambda: jpeg()[:200],
        lambda: png()[:60],
        locked_pdf,
        bomb,
        lambda: docx()[:-100],
        lambda: b"%PDF-1.7 een brief",
    ],
    ids=["text", "nothing", "gif", "half jpeg", "half png", "locked pdf", "bomb", "half docx", "no pdf"],
)
def test_cannot(make: Callable[[], bytes]) -> None:
    """What cannot be stripped is said to be so, and never half done."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert strip_file(make()) is None


DAMAGED = {"jpeg": jpeg(), "png": png(), "docx": docx()}


@given(st.sampled_from(sorted(DAMAGED)), st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=4))
def test_whatever_comes(kind: str, changes: list[tuple[float, int]]) -> None:
    """A file that was damaged anywhere is stripped or refused; nothing breaks."""
    damaged = bytearray(DAMAGED[kind])
    for place, value in changes:
        damaged[int(place * len(damaged))] = value
    bare = strip_file(bytes(damaged))
    assert bare is None or isinstance(bare, bytes)
