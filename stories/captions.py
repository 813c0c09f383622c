"""Subtitles as WebVTT: read strictly, so that every player shows them and nothing in them is more than text."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_SIGNS = 100_000
# What a line of subtitles may carry: bold, italic, underlined, a language, a speaker.
_TAG = re.compile(r"<(?:/?[biu](?:\.[\w-]{1,30})*|/(?:lang|v)|(?:lang|v)(?:\.[\w-]{1,30})* [^<>&\n]{1,60})>")
_ENTITY = re.compile(r"&(amp|lt|gt|lrm|rlm|nbsp);")
_CLOCK = r"(?:(\d{2,3}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMES = re.compile(rf"{_CLOCK}[ \t]+-->[ \t]+{_CLOCK}((?:[ \t]+(?:vertical|line|position|size|align|region):[\w%,.-]+)*)[ \t]*")


def clean(text: str) -> str:
    """Return subtitles with plain line ends. Raises ValidationError that names the line: no header, no cue, times out of order, markup."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip() + "\n"
    if len(text) > MOST_SIGNS:
        raise ValidationError(_("Diese Untertitel sind zu lang."))
    lines = text.split("\n")
    if not re.fullmatch(r"WEBVTT([ \t].*)?", lines[0]) or "-->" in lines[0]:
        raise ValidationError(_("Untertitel beginnen mit der Zeile WEBVTT."))
    if lines[1].strip():
        raise ValidationError(_("Nach der ersten Zeile muss eine leere Zeile stehen."))
    start, found = -1, 0
    for number, block in _blocks(lines):
        if block[0].split(" ")[0] in ("NOTE", "STYLE", "REGION"):
            if not block[0].startswith("NOTE") or any("-->" in line for line in block):
                raise _wrong(number, _("Zeile %(line)s: Bitte nur Untertitel, keine Gestaltung."))
            continue
        start = _cue(number, block, start)
        found += 1
    if not found:
        raise ValidationError(_("Hier steht noch kein Untertitel."))
    return text


def _blocks(lines: list[str]) -> list[tuple[int, list[str]]]:
    """Return what stands between empty lines, each with the number of its first line."""
    found: list[tuple[int, list[str]]] = []
    fresh = True
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            fresh = True
        elif fresh:
            found.append((number, [line]))
            fresh = False
        else:
            found[-1][1].append(line)
    return found


def _cue(number: int, block: list[str], before: int) -> int:
    """Check one cue; returns when it begins."""
    if "-->" not in block[0]:
        number, block = number + 1, block[1:]
    times = _TIMES.fullmatch(block[0].strip()) if block else None
    if times is None:
        raise _wrong(number, _("Zeile %(line)s: Hier fehlt die Zeit, zum Beispiel 00:01.000 --> 00:04.000."))
    begins, ends = _milliseconds(times.groups()[:4]), _milliseconds(times.groups()[4:8])
    if ends <= begins or begins < before:
        raise _wrong(number, _("Zeile %(line)s: Die Zeiten stehen nicht in der richtigen Reihenfolge."))
    words = "\n".join(block[1:])
    if not words.strip():
        raise _wrong(number, _("Zeile %(line)s: Hier fehlt der Text."))
    bare = _ENTITY.sub("", _TAG.sub("", words))
    if "<" in bare or "&" in bare or "-->" in bare:
        raise _wrong(number + 1, _("Zeile %(line)s: Dieses Zeichen ist hier nicht erlaubt: <, & oder -->."))
    return begins


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, rest = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _wrong(number: int, words: str) -> ValidationError:
    return ValidationError(words % {"line": number})
