"""What the tests of the offers' desk share: the people of one provider, and the values of a form as a browser would send them."""

from html.parser import HTMLParser

from accounts.models import RegionalRole
from networks.models import Membership
from offers.models import Offer, State
from tests.access.world import enrol, make_user
from tests.factories import make_offer, make_organisation

HERE = "06636"


class People:
    """An editor and an advisor of one provider, and two coordinators of its district."""

    def __init__(self) -> None:
        self.body = make_organisation(regions=[HERE], name="Stelle Süd")
        self.editor, self.advisor = make_user("redaktion"), make_user("beratung")
        Membership.objects.create(user=self.editor, organisation=self.body, role="editor")
        Membership.objects.create(user=self.advisor, organisation=self.body, role="advisor")
        self.first, self.second = enrol(make_user("erste")), enrol(make_user("zweite"))
        for user in (self.first, self.second):
            RegionalRole.objects.create(user=user, region_id=HERE)

    def draft(self, **fields: object) -> Offer:
        return make_offer(**{"state": State.DRAFT, "provider": self.body, "regions": [HERE], "created_by": self.editor} | fields)

    def public(self, **fields: object) -> Offer:
        return make_offer(**{"provider": self.body, "regions": [HERE]} | fields)


class _Form(HTMLParser):
    """Reads the fields of the form with this class."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted, self.inside, self.values = wanted, False, {}
        self.select = self.area = ""
        self.first: str | None = None

    def handle_starttag(self, tag: str, pairs: list) -> None:
        attrs = dict(pairs)
        if tag == "form":
            self.inside = self.wanted in (attrs.get("class") or "").split()
        if not self.inside:
            return
        kind = attrs.get("type", "text")
        if tag == "input" and attrs.get("name") and (kind not in ("checkbox", "radio") or "checked" in attrs):
            self.add(attrs["name"], attrs.get("value") or ("on" if kind == "checkbox" else ""))
        elif tag == "textarea":
            self.area = attrs["name"]
            self.add(self.area, "")
        elif tag == "select":
            self.select, self.first, self.chosen = attrs["name"], None, False
        elif tag == "option" and self.select:
            value = attrs.get("value") or ""
            self.first = value if self.first is None else self.first
            if "selected" in attrs:
                self.add(self.select, value)
                self.chosen = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self.select:
            if not self.chosen and self.first is not None:
                self.add(self.select, self.first)
            self.select = ""
        if tag == "textarea":
            self.area = ""
        if tag == "form":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area][-1] += data.removeprefix("\n")

    def add(self, name: str, value: str) -> None:
        self.values.setdefault(name, []).append(value)


def form_values(page: str, wanted: str = "offer-form") -> dict[str, list[str]]:
    """Return what a browser would send for the form of a page, without its buttons."""
    reader = _Form(wanted)
    reader.feed(page)
    return reader.values
