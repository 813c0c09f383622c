"""Cells that a spreadsheet program would run as a formula are written as text, and read back as they were."""

import re

# Excel and LibreOffice also calculate after blanks, and after the full-width signs of East Asian keyboards.
_DANGEROUS = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
# What XML, and so XLSX, cannot hold.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def escape(text: str) -> str:
    """Return the text so that no spreadsheet program calculates it. Apostrophes that stand there already get one more."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unescape(text: str) -> str:
    """Take back what `escape` has done."""
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text) else text


def storable(text: str) -> str:
    """Return the text without the control characters that no table can hold."""
    return _NOT_IN_XML.sub("", text)
