"""A workbook of one sheet, written without a library: header, rows of text, what a cell may hold.

No locked dependency writes XLSX, and a sheet of text needs three pages of XML. Every cell is
formatted as text, so that no program turns `03-04` into a date or drops a leading zero.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_LAST_ROW = 20_000
# Excel refuses to open a file with more.
_LONGEST_LIST, _LONGEST_PROMPT, _LONGEST_TITLE = 255, 255, 32

_TYPES = f"""<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>
</Types>"""
_ROOT = f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>
</Relationships>"""
_PARTS = f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{_RELATIONS}/styles" Target="styles.xml"/>
</Relationships>"""
# Format 49 is text. Style 1: text; style 2: text in bold, for the header.
_STYLES = f"""<styleSheet xmlns="{_MAIN}">
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>
<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"
 applyFont="1"/></cellXfs>
</styleSheet>"""


@dataclass(frozen=True)
class SheetColumn:
    """A column: its header, what is said when a cell is chosen, and the only words allowed."""

    name: str
    prompt: str
    allowed: Sequence[str] = ()


def workbook(name: str, columns: Sequence[SheetColumn], rows: Sequence[Sequence[str]]) -> bytes:
    """The workbook as a file; `name` is the sheet's, at most 31 signs."""
    listed = f'<sheet name={quoteattr(name[:31])} sheetId="1" r:id="rId1"/>'
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>'
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _ROOT,
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": _PARTS,
        "xl/styles.xml": _STYLES,
        "xl/worksheets/sheet1.xml": _sheet(columns, rows),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts.items():
            # A fixed time: the same template is the same file.
            archive.writestr(zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0)), _HEAD + content)
    return file.getvalue()


def _sheet(columns: Sequence[SheetColumn], rows: Sequence[Sequence[str]]) -> str:
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{max(12, len(c.name) + 3)}" style="1" customWidth="1"/>'
        for n, c in enumerate(columns, start=1)
    )
    lines = [[column.name for column in columns], *rows]
    data = "".join(_row(number, line) for number, line in enumerate(lines, start=1))
    rules = "".join(_rule(number, column) for number, column in enumerate(columns))
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{widths}</cols><sheetData>{data}</sheetData>"
        f'<dataValidations count="{len(columns)}">{rules}</dataValidations></worksheet>'
    )


def _row(number: int, cells: Sequence[str]) -> str:
    style = 2 if number == 1 else 1
    written = "".join(
        f'<c r="{_letters(place)}{number}" s="{style}" t="inlineStr">'
        f"<is><t>{escape(cell)}</t></is></c>"
        for place, cell in enumerate(cells)
        if cell
    )
    return f'<row r="{number}">{written}</row>'


def _rule(place: int, column: SheetColumn) -> str:
    """The words shown when a cell is chosen, and a list to choose from where it is short enough."""
    letters, listed = _letters(place), ",".join(column.allowed)
    is_list = 0 < len(listed) <= _LONGEST_LIST
    kind = 'type="list" showErrorMessage="1" ' if is_list else ""
    formula = f'<formula1>"{escape(listed)}"</formula1>' if is_list else ""
    return (
        f'<dataValidation {kind}allowBlank="1" showInputMessage="1"'
        f" promptTitle={quoteattr(column.name[:_LONGEST_TITLE])}"
        f" prompt={quoteattr(column.prompt[:_LONGEST_PROMPT])}"
        f' sqref="{letters}2:{letters}{_LAST_ROW}">{formula}</dataValidation>'
    )


def _letters(place: int) -> str:
    """The name of a column: A, B, ... Z, AA."""
    letters = chr(ord("A") + place % 26)
    return letters if place < 26 else _letters(place // 26 - 1) + letters
