"""Fill in a form as a browser does: what the page holds, and what somebody changes."""

from html.parser import HTMLParser
from typing import Any


class _Fields(HTMLParser):
    """Collects what a browser would send of the form with `data-autosave`."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.values, self.select, self.text, self.options = False, {}, "", None, []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        known = dict(attributes)
        if tag == "form":
            self.inside = "data-autosave" in known
        if not self.inside:
            return
        name = known.get("name")
        if tag == "input" and name and known.get("type") not in ("file", "submit"):
            if known.get("type") not in ("checkbox", "radio") or "checked" in known:
                self.values.setdefault(name, []).append(known.get("value") or ("on" if known.get("type") == "checkbox" else ""))
        elif tag == "textarea" and name:
            self.text, self.values[name] = name, [""]
        elif tag == "select" and name:
            self.select, self.options = name, []
        elif tag == "option" and self.select:
            self.options.append((known.get("value") or "", "selected" in known))

    def handle_data(self, data: str) -> None:
        if self.text:
            self.values[self.text][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            if self.text:
                # A browser drops the line break after the opening tag.
                self.values[self.text][0] = self.values[self.text][0].removeprefix("\n")
            self.text = None
        elif tag == "select" and self.select:
            chosen = [value for value, selected in self.options if selected] or [value for value, _selected in self.options[:1]]
            self.values[self.select], self.select = chosen, ""


def filled(page: str, **changes: Any) -> dict[str, Any]:
    """Return what the page's form would send, with some fields changed; None takes a field away."""
    parser = _Fields()
    parser.feed(page)
    parser.values.pop("csrfmiddlewaretoken", None)
    data = parser.values | {name: value if isinstance(value, list) else [value] for name, value in changes.items() if value is not None}
    return {name: values for name, values in data.items() if not (name in changes and changes[name] is None)}
