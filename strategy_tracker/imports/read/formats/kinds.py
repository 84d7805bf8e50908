"""What a file is by its content, whatever its name, and the sentence for what is not taken."""

import io
import re
import zipfile

from strategy_tracker.imports.read.archive import OLE_MAGIC, Parts, Refused, damaged, password

XLSX, ODS, XLS, CSV, ZIP = "xlsx", "ods", "xls", "csv", "zip"
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_RENAMED = "Renaming a file does not change what it is."
_MARKUP = re.compile(
    rb"\s*<(?:!doctype\s+html|html|head|meta|body|table|style|!--)\b", re.IGNORECASE
)
# Beginnings of files that get a spreadsheet's name by mistake, and what people call them.
_OTHERS = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a text for Word (.rtf)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"7z\xbc\xaf", "an archive"),
    (b"Rar!", "an archive"),
    (b"\x1f\x8b", "an archive"),
)
# Streams of the old Office formats, as their directory of two-byte letters names them.
_OLD_STREAMS = (("WordDocument", "a Word document"), ("PowerPoint Document", "a presentation"))
_TEXT_NAMES = (".csv", ".tsv", ".txt", ".xls")


def kind_of(data: bytes, suffix: str) -> str:
    """One of the kinds above for `data`, of a file whose name ends in `suffix`.

    Raises Refused for what is none. A zip is looked into by `kind_of_parts`, once it is open.
    """
    if data.startswith(OLE_MAGIC):
        return _kind_of_old(data)
    if zipfile.is_zipfile(io.BytesIO(data)):
        return ZIP
    if data.startswith(b"PK\x03\x04"):
        raise Refused(damaged())
    known = next((words for start, words in _OTHERS if data.startswith(start)), "")
    if known:
        raise Refused(
            f"This is {known}, not an Excel workbook. {_RENAMED} Choose the workbook itself."
        )
    text = data.removeprefix(b"\xef\xbb\xbf")
    if _MARKUP.match(text) or b"urn:schemas-microsoft-com:office:spreadsheet" in text[:4096]:
        raise Refused(
            "This is a web page that was given a spreadsheet's name, as some systems export, and "
            "not an Excel workbook. Open it in Excel, save it as an Excel workbook (.xlsx) and "
            "try that file."
        )
    if suffix not in _TEXT_NAMES:
        raise Refused(
            "This is not an Excel workbook. Choose a file that Excel saved as .xlsx; a PDF or a "
            "renamed file cannot be read."
        )
    return CSV


def _kind_of_old(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused(password())
    for stream, words in _OLD_STREAMS:
        if stream.encode("utf-16-le") in data:
            raise Refused(
                f"This is {words}, not an Excel workbook. {_RENAMED} Choose the workbook itself."
            )
    return XLS


def kind_of_parts(parts: Parts) -> str:
    """XLSX or ODS for an open zip; raises Refused for any other."""
    if "xl/workbook.xml" in parts:
        return XLSX
    if parts.get("mimetype", b"").strip() == ODS_TYPE and "content.xml" in parts:
        return ODS
    if "xl/workbook.bin" in parts:
        what = "a binary workbook (.xlsb). Open it in Excel, save it as .xlsx and try that file."
    elif "word/document.xml" in parts:
        what = f"a Word document, not an Excel workbook. {_RENAMED} Choose the workbook itself."
    elif "ppt/presentation.xml" in parts:
        what = f"a presentation, not an Excel workbook. {_RENAMED} Choose the workbook itself."
    else:
        what = (
            "not an Excel workbook, though it is a zip file. Choose a file that Excel saved as "
            ".xlsx."
        )
    raise Refused(f"This is {what}")
