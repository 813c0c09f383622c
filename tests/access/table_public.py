"""Public pages: the same for everybody."""

from tests.access import NO_POST, Row, everyone

ALL = everyone(200)
TABLE: dict[str, Row] = {
    "root": ("/", everyone(302), NO_POST),
    "robots": ("/robots.txt", ALL, NO_POST),
    "sitemap_index": ("/sitemap.xml", ALL, NO_POST),
    "sitemap": ("/sitemap-de.xml", ALL, ALL),
    "atlas:home": ("/de/", ALL, NO_POST),
    "atlas:region": ("/de/regions/05113/", ALL, NO_POST),
    "atlas:organisation": ("/de/organisations/stelle/", ALL, NO_POST),
    "atlas:guide": ("/de/guide/", ALL, NO_POST),
    "atlas:guide_step": ("/de/guide/1/", ALL, NO_POST),
    "atlas:may_i": ("/de/may-i/", ALL, NO_POST),
    "atlas:saved": ("/de/saved/", ALL, NO_POST),
    "atlas:imprint": ("/de/imprint/", ALL, NO_POST),
    "atlas:privacy": ("/de/privacy/", ALL, NO_POST),
    "atlas:accessibility": ("/de/accessibility/", ALL, NO_POST),
    "offers:list": ("/de/offers/", ALL, NO_POST),
    "offers:detail": ("/de/offers/rat/", ALL, NO_POST),
    "offers:report": ("/de/offers/rat/report/", ALL, ALL),
    "offers:report_done": ("/de/offers/rat/report/thanks/", ALL, NO_POST),
}
