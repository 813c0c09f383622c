"""Read a file that came back, whatever it is: its signs, its kind, its units."""

import re

from django.utils.translation import gettext as _

from translations.files import table, xliff
from translations.files.naming import InUnit
from translations.files.refusal import MAX_BYTES, UnreadableFile

_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")
_DECLARED = re.compile(r"\A\s*<\?xml[^>]{0,150}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")


def read(content: bytes) -> tuple[str, list[InUnit]]:
    """Return the language and the units of an uploaded file; a unit that stands there twice counts once. Raises UnreadableFile."""
    if not content.strip():
        raise UnreadableFile(_("Die Datei ist leer."))
    if len(content) > MAX_BYTES:
        raise UnreadableFile(_("Die Datei ist größer als 5 MB. Bitte teilen Sie sie."))
    if content.startswith(_ARCHIVES):
        raise UnreadableFile(_("Das ist ein Archiv oder eine Excel-Datei. Bitte nehmen Sie die XLIFF- oder CSV-Datei selbst."))
    text = _decoded(content)
    if not text.strip():
        raise UnreadableFile(_("Die Datei ist leer."))
    language, units = xliff.read(text) if text.lstrip().startswith("<") else table.read(text)
    return language, list({(unit.model, unit.object_id, unit.field): unit for unit in units}.values())


def _decoded(content: bytes) -> str:
    """Decode UTF-8, or UTF-16 with its mark. What the file says of itself must be true: a guess would garble letters."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile(_("Die Zeichen der Datei lassen sich nicht lesen. Bitte speichern Sie sie als UTF-8.")) from None
    if "\0" in text:
        raise UnreadableFile(_("Das ist keine XLIFF- oder CSV-Datei."))
    declared = _DECLARED.match(text)
    if declared and declared[1].lower() not in (("utf-16", "utf-16le", "utf-16be") if wide else ("utf-8", "utf8", "us-ascii", "ascii")):
        raise UnreadableFile(_("Die Datei nennt eine andere Kodierung, als sie hat. Bitte speichern Sie sie als UTF-8."))
    return text
