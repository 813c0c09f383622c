"""XLIFF 2.0 and 1.2: written plainly, read with suspicion.

A file may come from anywhere. What declares a DOCTYPE or entities, or points to other files, is refused before or right after it is
read; nothing is ever fetched. Two-way: a text comes back with the same signs, apart from blanks at its ends.
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from lxml import etree

from portal.formulas import storable
from portal.languages import SOURCE, direction
from translations.files.naming import InUnit, OutUnit, parse
from translations.files.refusal import MAX_UNITS, Problem, UnreadableFile
from translations.models import State
from translations.texts import digest

V2 = "urn:oasis:names:tc:xliff:document:2.0"
V1 = "urn:oasis:names:tc:xliff:document:1.2"
_SIZE = "urn:oasis:names:tc:xliff:sizerestriction:2.0"
_INCLUDE = "http://www.w3.org/2001/XInclude"
_XML = "{http://www.w3.org/XML/1998/namespace}"
# XLIFF has no word for outdated: its text must be looked at from the beginning.
_STATES_2 = {State.MISSING: "initial", State.OUTDATED: "initial", State.MACHINE: "translated", State.READY: "final"}
_STATES_1 = {
    State.MISSING: "needs-translation",
    State.OUTDATED: "needs-review-translation",
    State.MACHINE: "needs-review-translation",
    State.READY: "final",
}
_READ = ("reviewed", "final", "signed-off")
_MOST_TAGS = 400_000
# Place of a segment, its source and its target.
Pair = tuple[int, etree._Element | None, etree._Element | None]
# Remarks and term marks of tools.
_KEEPS_TEXT = ("mrk", "sm", "em")


def write(units: Iterable[OutUnit], language: str, *, version: str) -> bytes:
    """Return a file of version "2.0" or "1.2". Control characters that XML cannot hold are left out."""
    by_model: dict[str, list[OutUnit]] = {}
    for unit in units:
        by_model.setdefault(unit.model, []).append(unit)
    root = _write_2(by_model, language) if version == "2.0" else _write_1(by_model, language)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _write_2(by_model: dict[str, list[OutUnit]], language: str) -> etree._Element:
    root = etree.Element(f"{{{V2}}}xliff", nsmap={None: V2, "slr": _SIZE}, version="2.0", srcLang=SOURCE, trgLang=language)
    for number, (model, units) in enumerate(by_model.items(), 1):
        file = _add(root, "file", id=f"f{number}", original=model, srcDir="ltr", trgDir=direction(language))
        file.set(f"{_XML}space", "preserve")
        etree.SubElement(file, f"{{{_SIZE}}}profiles", generalProfile="xliff:codepoints")
        for unit in units:
            element = _add(file, "unit", id=unit.name, name=unit.name, canResegment="no")
            if unit.longest:
                element.set(f"{{{_SIZE}}}sizeRestriction", str(unit.longest))
            notes = _add(element, "notes")
            for note in (unit.label, *unit.notes):
                _add(notes, "note", note)
            segment = _add(element, "segment", state=_STATES_2[State(unit.state)])
            if unit.state in (State.OUTDATED, State.MACHINE):
                segment.set("subState", f"anlauf:{unit.state}")
            _add(segment, "source", unit.german)
            if unit.text:
                _add(segment, "target", unit.text)
    return root


def _write_1(by_model: dict[str, list[OutUnit]], language: str) -> etree._Element:
    root = etree.Element(f"{{{V1}}}xliff", nsmap={None: V1}, version="1.2")
    for model, units in by_model.items():
        file = _add(root, "file", original=model, datatype="plaintext", **{"source-language": SOURCE, "target-language": language})
        file.set(f"{_XML}space", "preserve")
        body = _add(file, "body")
        for unit in units:
            element = _add(body, "trans-unit", id=unit.name, resname=unit.name)
            if unit.longest:
                element.set("maxwidth", str(unit.longest))
                element.set("size-unit", "char")
            _add(element, "source", unit.german).set(f"{_XML}lang", SOURCE)
            target = _add(element, "target", unit.text, state=_STATES_1[State(unit.state)])
            target.set(f"{_XML}lang", language)
            if unit.state == State.MACHINE:
                target.set("state-qualifier", "mt-suggestion")
            for note in (unit.label, *unit.notes):
                _add(element, "note", note)
    return root


def _add(parent: etree._Element, tag: str, text: str = "", /, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{tag}", **attributes)
    if text:
        element.text = storable(text)
    return element


def read(text: str) -> tuple[str, list[InUnit]]:
    """Return the language and the units of a decoded file. Raises UnreadableFile with a sentence."""
    root = _tree(text)
    space = etree.QName(root).namespace
    if etree.QName(root).localname != "xliff" or space not in (V1, V2):
        raise UnreadableFile(_("Das ist keine XLIFF-Datei der Version 1.2 oder 2.0."))
    languages: set[tuple[str, str]] = set()
    if space == V2:
        languages.add((root.get("srcLang", ""), root.get("trgLang", "")))
        units = list(_units_2(root))
    else:
        languages |= {(file.get("source-language", ""), file.get("target-language", "")) for file in root.iter(f"{{{V1}}}file")}
        units = list(_units_1(root))
    if not units:
        raise UnreadableFile(_("In der Datei steht kein Text, der zu diesem Portal gehört."))
    return _one_language(languages), units


def _one_language(languages: set[tuple[str, str]]) -> str:
    """Return the language the file is translated into. Tools write de-DE and ar-EG as well."""
    short = {(source.split("-")[0].lower(), target.split("-")[0].lower()) for source, target in languages}
    if {source for source, _target in short} != {SOURCE}:
        raise UnreadableFile(_("Die Ausgangssprache der Datei ist nicht Deutsch."))
    if len(short) > 1:
        raise UnreadableFile(_("In der Datei stehen mehrere Sprachen. Bitte bringen Sie je Sprache eine Datei."))
    return short.pop()[1]


def _tree(text: str) -> etree._Element:
    text = re.sub(r"\A\s*<\?xml[^>]{0,200}\?>", "", text)
    if re.search(r"<!\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", text, re.IGNORECASE):
        raise UnreadableFile(_("Die Datei bringt eigene Regeln mit (DOCTYPE). Solche Dateien nehmen wir nicht an."))
    if text.count("<") > _MOST_TAGS:
        raise UnreadableFile(_("Die Datei ist zu groß oder zu tief verschachtelt. Bitte teilen Sie sie."))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower() or "huge" in str(error).lower():
            raise UnreadableFile(_("Die Datei ist zu groß oder zu tief verschachtelt. Bitte teilen Sie sie.")) from None
        words = _("Die Datei ist beschädigt: In Zeile %(line)s stimmt das XML nicht.")
        raise UnreadableFile(words % {"line": error.lineno or 1}) from None
    if root.getroottree().docinfo.doctype or root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFile(_("Die Datei bringt eigene Regeln mit (DOCTYPE). Solche Dateien nehmen wir nicht an."))
    for element in root.iter():
        tag = etree.QName(element) if isinstance(element.tag, str) else None
        if tag is None or tag.namespace == _INCLUDE or tag.localname == "external-file" or _leads_away(tag, element):
            raise UnreadableFile(_("Die Datei verweist auf andere Dateien. Solche Dateien nehmen wir nicht an."))
    return root


def _leads_away(tag: etree.QName, element: etree._Element) -> bool:
    return tag.localname == "skeleton" and "href" in element.attrib


def _units_2(root: etree._Element) -> Iterator[InUnit]:
    for element in _few(root.iter(f"{{{V2}}}unit")):
        segments = [child for child in element if child.tag in (f"{{{V2}}}segment", f"{{{V2}}}ignorable")]
        pairs, states = [], []
        for number, segment in enumerate(segments, 1):
            source, target = segment.find(f"{{{V2}}}source"), segment.find(f"{{{V2}}}target")
            is_segment = etree.QName(segment).localname == "segment"
            if is_segment:
                states.append(segment.get("state", "initial"))
            order = target.get("order", "") if target is not None else ""
            place = int(order) if order.isascii() and order.isdigit() and len(order) < 6 else number
            pairs.append((place, source, target if target is not None or is_segment else source))
        yield from _unit(element.get("id", ""), element.get("name", ""), pairs, confirmed=bool(states) and all(s in _READ for s in states))


def _units_1(root: etree._Element) -> Iterator[InUnit]:
    for element in _few(root.iter(f"{{{V1}}}trans-unit")):
        source, target = element.find(f"{{{V1}}}source"), element.find(f"{{{V1}}}target")
        confirmed = (target is not None and target.get("state") in _READ) or element.get("approved") == "yes"
        yield from _unit(element.get("id", ""), element.get("resname", ""), [(1, source, target)], confirmed=confirmed)


def _few(elements: Iterable[etree._Element]) -> Iterator[etree._Element]:
    for number, element in enumerate(elements, 1):
        if number > MAX_UNITS:
            raise UnreadableFile(_("Die Datei hat mehr als 5.000 Texte. Bitte teilen Sie sie."))
        yield element


def _unit(first: str, second: str, pairs: list[Pair], *, confirmed: bool) -> Iterator[InUnit]:
    """Yield the unit if its name is ours. Some tools number units anew and keep the name."""
    found = parse(first) or parse(second)
    if found is None:
        return
    model, key, field, german, _language = found
    targets = [target for _place, _source, target in sorted(pairs, key=lambda pair: pair[0])]
    texts = [_plain(target) for target in targets]
    whole = "".join(text or "" for text in texts).replace("\r\n", "\n").replace("\r", "\n").strip()
    source = "".join(_plain(source) or "" for _place, source, _target in pairs)
    problem = None
    if None in texts:
        problem = Problem.MARKUP
    elif whole and any(target is None for target in targets):
        problem = Problem.PARTIAL
    elif not german or digest(source) != german:
        problem = Problem.SOURCE_EDITED
    yield InUnit(model, key, field, whole, german, source, confirmed, problem)


def _plain(element: etree._Element | None) -> str | None:
    """Return the text of a source or target; remarks of tools are looked through. None when it holds any other element."""
    if element is None:
        return ""
    if any(etree.QName(child).localname not in _KEEPS_TEXT for child in element.iterdescendants()):
        return None
    return "".join(element.itertext())
