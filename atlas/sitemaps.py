"""One sitemap for each language: only pages that are really translated into it."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from events.models import Event
from networks.models import EXAMPLE_SOURCE, Advisor, Organisation
from offers.index import offer_index
from offers.models import Offer
from portal.bits import numbers_of
from portal.languages import CODES
from stories.index import story_index
from stories.models import Story

PAGES = (
    "atlas:home",
    "offers:list",
    "events:list",
    "stories:list",
    "networks:organisations",
    "networks:advisors",
    "atlas:guide",
    "atlas:may_i",
    "atlas:imprint",
    "atlas:privacy",
    "atlas:accessibility",
)


class LanguageSitemap(Sitemap):
    """The pages, organisations, advisors, offers, events and stories of one language."""

    protocol = urlsplit(settings.SITE_URL).scheme
    limit = 10_000

    def __init__(self, code: str) -> None:
        self.code = code

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def items(self) -> Sequence[str]:
        with translation.override(self.code):
            pages = [reverse(name) for name in PAGES]
            organisations = [reverse("atlas:organisation", args=[slug]) for slug in self._organisations()]
            advisors = [reverse("atlas:advisor", args=[slug]) for slug in self._advisors()]
            offers = [reverse("offers:detail", args=[slug]) for slug in self._offers()]
            events = [reverse("events:detail", args=[slug]) for slug in self._events()]
            stories = [reverse("stories:detail", args=[slug]) for slug in self._stories()]
            regions = [reverse("atlas:region", args=[key]) for key in sorted(offer_index().facets["region"])]
        return [*pages, *regions, *organisations, *advisors, *offers, *events, *stories]

    def location(self, item: str) -> str:
        return item

    def _offers(self) -> QuerySet:
        title = f"title_{self.code}"
        public = Offer.objects.public(timezone.localdate())
        return public.exclude(**{title: ""}).exclude(**{f"{title}__isnull": True}).order_by("slug").values_list("slug", flat=True)

    def _events(self) -> QuerySet:
        """What is ahead; nobody looks for what is over, and examples are nothing to be found."""
        title = f"title_{self.code}"
        ahead = Event.objects.public().ahead(timezone.now()).filter(is_example=False)
        return ahead.exclude(**{title: ""}).exclude(**{f"{title}__isnull": True}).order_by("slug").values_list("slug", flat=True)

    def _stories(self) -> QuerySet:
        """Those that may be shown in this language; examples are nothing to be found."""
        index = story_index()
        ids = [index.ids[bit] for bit in numbers_of(index.any_of("language", [self.code]))]
        return Story.objects.filter(pk__in=ids, is_example=False).order_by("slug").values_list("slug", flat=True)

    def _organisations(self) -> QuerySet:
        real = Organisation.objects.active().exclude(source=EXAMPLE_SOURCE)
        return real.order_by("slug").values_list("slug", flat=True)

    def _advisors(self) -> QuerySet:
        return Advisor.objects.public().filter(is_example=False).order_by("slug").values_list("slug", flat=True)


SITEMAPS = {code: LanguageSitemap(code) for code in CODES}
