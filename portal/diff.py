"""What changed between two states of something, field by field and word by word, for people to read."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Change:
    """One changed field: its label, the plain values, and both as HTML with <del> and <ins>. `language` is that of the text."""

    field: str
    label: str
    old: str
    new: str
    old_html: SafeString
    new_html: SafeString
    language: str = ""


def compare(field: str, label: str, old: str, new: str, language: str = "") -> Change | None:
    """Return the change of one field, None when nothing changed."""
    if old == new:
        return None
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    left: list[tuple[str, str]] = []
    right: list[tuple[str, str]] = []
    for operation, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        same = operation == "equal"
        left.append(("" if same else "del", "".join(before[a:b])))
        right.append(("" if same else "ins", "".join(after[c:d])))
    return Change(field, label, old, new, _marked(left), _marked(right), language)


def _marked(parts: list[tuple[str, str]]) -> SafeString:
    return format_html_join("", "{}", ((_tag(name, text),) for name, text in parts if text))


def _tag(name: str, text: str) -> SafeString:
    if name == "del":
        return format_html("<del>{}</del>", text)
    return format_html("<ins>{}</ins>", text) if name == "ins" else format_html("{}", text)
