"""What is measured, beside its floor, and the ratios the product holds itself to."""

import random
import resource
import time
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.http import QueryDict

from benchmarks import floors
from benchmarks.everything import measure_everything
from benchmarks.fill import fill
from benchmarks.floors import THREE_FILTERS
from benchmarks.mails import measure_mails, measure_reminders
from benchmarks.measure import Figures, Site, measure
from benchmarks.people import fill_people
from benchmarks.texts import measure_texts
from networks import directory
from offers import listing
from offers.actions import SEARCH_KIND, refresh_search
from offers.models import Offer
from portal import content, search
from portal.languages import CODES

QUERIES = 200
WHO_HELPS = "region=06636&language=ar&topic=financing"


class Report:
    """Collects figures by size and name, prints them as they come, and the promises at the end."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.site = Site()
        self.at: dict[int, dict[str, Figures]] = {}
        self.promises: list[tuple[str, float, float, bool]] = []

    def _say(self, size: int, name: str, found: Figures) -> None:
        self.at[size][name] = found
        print(f"  {name:<42}{found}", flush=True)

    def _page(self, size: int, name: str, addresses: list[str], *, cached: bool) -> None:
        settings.PAGE_CACHE_SECONDS = 3600 if cached else 0
        status, _body = self.site.get(addresses[0])
        if status != 200:
            raise SystemExit(f"{addresses[0]} answers {status}")
        self._say(
            size,
            f"{name}, {'cached' if cached else 'not cached'}",
            measure(lambda n: self.site.get(addresses[n % len(addresses)]), least=max(30, len(addresses))),
        )

    def size(self, number: int) -> None:
        """Fill the database with so many offers and measure every page and its floor."""
        self.at[number] = {}
        floors.forget()
        print(f"\n{number:,} offers in {len(CODES)} languages", flush=True)
        start = time.perf_counter()
        vocabularies = fill(number)
        print(f"  (filled in {time.perf_counter() - start:.0f} s)", flush=True)
        content.forget_snapshots()
        cache.clear()
        start = time.perf_counter()
        listing.read(QueryDict(""))
        print(
            f"  first list after a change of content, once per process and change: {(time.perf_counter() - start) * 1000:.0f} ms",
            flush=True,
        )
        queries = self._queries(vocabularies)
        slugs = [f"offer-{self.rng.randint(1, number)}" for _ in range(200)]
        self._say(number, "floor: hello, same middleware", measure(lambda n: self.site.get("/bench/hello/")))
        self._say(number, "floor: list template, bare view", measure(lambda n: self.site.get("/de/bench/list/")))
        self._say(number, "floor: detail template, bare view", measure(lambda n: self.site.get("/de/bench/detail/")))
        self._say(number, "floor: bare SQL of the list", self._bare_list())
        self._say(number, "floor: bare SQL of the searches", self._bare_search(queries))
        pages = {
            "home": ["/de/"],
            "list, no filter": ["/de/offers/"],
            "list, three filters": [f"/de/offers/?{THREE_FILTERS}"],
            "list, a search": [f"/{code}/offers/?{urlencode({'q': query})}" for code, query in queries],
            "list, the same search with a filter": [
                f"/{code}/offers/?{urlencode({'q': query, 'kind': 'advice'})}" for code, query in queries[:40]
            ],
            "detail": [f"/de/offers/{slug}/" for slug in slugs],
        }
        for name, addresses in pages.items():
            # Once for each address first: what is measured is the page, not the first read from the disk.
            settings.PAGE_CACHE_SECONDS = 0
            for address in addresses:
                self.site.get(address)
            self._page(number, name, addresses, cached=False)
        for name, addresses in pages.items():
            for address in addresses:
                settings.PAGE_CACHE_SECONDS = 3600
                self.site.get(address)
            self._page(number, name, addresses, cached=True)
        with content.one_version():
            self._say(
                number, "search alone", measure(lambda n: search.find_anew(SEARCH_KIND, queries[n % len(queries)][1]), least=len(queries))
            )

    def directories(self, number: int) -> None:
        """Fill both directories, first with a tenth and then with so many entries, and measure each page."""
        for entries in (number // 10, number):
            self.at[-entries] = {}
            print(f"\n{entries:,} organisations and {entries:,} advisors", flush=True)
            fill_people(entries)
            content.forget_snapshots()
            cache.clear()
            for read in (directory.read_organisations, lambda data: directory.read_advisors(data, colleague=False)):
                start = time.perf_counter()
                read(QueryDict(""))
                print(f"  first list after a change of content: {(time.perf_counter() - start) * 1000:.0f} ms", flush=True)
            for name in ("organisations", "advisors"):
                pages = {"no filter": "", "three filters": f"?{WHO_HELPS}", "a search": "?q=Finanzierung"}
                for words, query in pages.items():
                    for cached in (False, True):
                        self._page(-entries, f"{name}, {words}", [f"/de/{name}/{query}"], cached=cached)
            self._page(-entries, "one advisor", [f"/de/advisors/advisor-{n}/" for n in range(1, 50)], cached=False)
        few, many = self.at.pop(-(number // 10)), self.at.pop(-number)
        for name in ("organisations, three filters, not cached", "advisors, three filters, not cached", "advisors, no filter, not cached"):
            self._at_most(f"p95 {name}: {number:,} / {number // 10:,}", many[name].p95 / few[name].p95, 1.5)

    def _queries(self, vocabularies: dict[str, list[str]]) -> list[tuple[str, str]]:
        """Queries as people type them: mostly one or two words of ordinary frequency, some rare, some mistyped."""
        result = []
        for _number in range(QUERIES):
            code = self.rng.choice(CODES)
            words = vocabularies[code]
            kind = self.rng.random()
            word = words[self.rng.randint(40, len(words) - 1)]
            if kind < 0.25:
                word += " " + words[self.rng.randint(5, 400)]
            elif kind < 0.35 and len(word) > 5:
                word = word[:2] + word[3] + word[2] + word[4:]
            result.append((code, word))
        return result

    def _bare_list(self) -> Figures:
        """Twenty rows in order under the three filters, and nothing else."""
        sql = (
            "SELECT o.id, o.slug, o.title_de, o.summary_de, o.official_name FROM offers_offer o WHERE o.state = ANY(%s) AND o.kind = 'advice' "
            "AND o.phases && ARRAY['planning']::varchar[] AND EXISTS (SELECT 1 FROM offers_offer_regions r WHERE r.offer_id = o.id "
            "AND r.region_id = ANY(%s)) ORDER BY o.verified_on DESC, o.id LIMIT 20"
        )
        keys = ["05113", "05", "de", "metropole-ruhr"]

        def ask(_number: int) -> None:
            with connection.cursor() as cursor:
                cursor.execute(sql, [["published", "to_verify"], keys])
                cursor.fetchall()

        return measure(ask)

    def _bare_search(self, queries: list[tuple[str, str]]) -> Figures:
        """The very statements of these searches, synonyms and corrections included, sent by hand."""
        statements: list[list[tuple[str, object]]] = []

        def note(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
            statements[-1].append((sql, params))
            return execute(sql, params, many, context)

        search.find(SEARCH_KIND, queries[0][1])
        with content.one_version(), connection.execute_wrapper(note):
            for _code, query in queries:
                statements.append([])
                search.find_anew(SEARCH_KIND, query)

        def ask(number: int) -> None:
            for sql, params in statements[number % len(statements)]:
                with connection.cursor() as cursor:
                    cursor.execute(sql, params)
                    cursor.fetchall()

        return measure(ask)

    def compare(self) -> None:
        """Work out the ratios of PERFORMANCE: each figure to its floor, and many offers to few."""
        few, many = min(self.at), max(self.at)
        big = self.at[many]
        self._ratio(
            "list, three filters, not cached / bare view",
            big["list, three filters, not cached"],
            big["floor: list template, bare view"],
            0.5,
        )
        self._ratio("list, cached / hello", big["list, no filter, cached"], big["floor: hello, same middleware"], 0.4)
        self._ratio("detail, not cached / bare view", big["detail, not cached"], big["floor: detail template, bare view"], 0.6)
        if few != many:
            for name in ("list, no filter, not cached", "list, three filters, not cached", "list, a search, not cached"):
                self._at_most(f"p95 {name}: {many:,} / {few:,}", big[name].p95 / self.at[few][name].p95, 1.5)
        self._at_most("p95 search / bare SQL of the search", big["search alone"].p95 / big["floor: bare SQL of the searches"].p95, 2.0)

    def _ratio(self, name: str, found: Figures, floor: Figures, least: float) -> None:
        value = found.per_second / floor.per_second
        self.promises.append((f"{name} (at least {least})", value, least, value >= least))

    def _at_most(self, name: str, value: float, most: float) -> None:
        self.promises.append((f"{name} (at most {most})", value, most, value <= most))

    def memory(self) -> None:
        """Ask for ten thousand pages and compare the memory of the process with that after a hundred."""
        settings.PAGE_CACHE_SECONDS = 0
        addresses = ["/de/offers/", f"/ar/offers/?{THREE_FILTERS}", "/tr/", "/uk/offers/offer-1/", "/fa/offers/offer-2/"]
        for number in range(100):
            self.site.get(addresses[number % len(addresses)])
        before = _resident()
        for number in range(10_000):
            # Most requests of a real day come from the cache.
            settings.PAGE_CACHE_SECONDS = 0 if number % 20 == 0 else 3600
            self.site.get(addresses[number % len(addresses)])
        self._at_most(f"memory after 10,000 requests / after 100 ({before // 1024} MB)", _resident() / before, 1.2)

    def saving(self) -> None:
        """Save an offer with its eight search rows, and without."""
        offer = Offer.objects.select_related("provider").get(slug="offer-1")

        def plain(number: int) -> None:
            with transaction.atomic():
                offer.waiting_time_de = str(number)
                offer.save()

        def searched(number: int) -> None:
            with transaction.atomic():
                plain(number)
                refresh_search(offer)

        without, with_search = measure(plain), measure(searched)
        print(f"\n  {'saving an offer':<42}{without}\n  {'saving it with eight search rows':<42}{with_search}")
        self._at_most("saving with search rows / without", with_search.p50 / without.p50, 3.0)

    def mails(self) -> None:
        """Send mail, with the fence and without, and with two processes."""
        found = measure_mails()
        fenced = found["one process, with the fence"]
        for name, value, least in (
            ("mails with the fence / without", fenced / found["one process, fence taken away"], 0.6),
            ("mails with two processes / one", found["two processes"] / found["one process of its own"], 1.7),
        ):
            self.promises.append((f"{name} (at least {least})", value, least, value >= least))
        print(f"  with the fence / bare smtplib: {fenced / found['floor: bare smtplib, messages made beforehand']:.2f} (aim 0.4)")
        reminded = measure_reminders()
        ratio = reminded["one process, with the fence"] / reminded["floor: bare smtplib, reminders made beforehand"]
        print(f"  reminders / bare smtplib: {ratio:.2f} (aim 0.4)")
        print(f"  reminders with two processes / one: {reminded['two processes'] / reminded['one process of its own']:.2f}")

    def everything(self, sizes: tuple[int, ...]) -> None:
        """Measure the search over everything and its suggestions."""
        settings.PAGE_CACHE_SECONDS = 0
        found = measure_everything(list(sizes), self._queries, self.site.get, self.rng)
        few, many = found[min(sizes)], found[max(sizes)]
        name = "search over everything"
        self._at_most(
            f"p95 {name} / its bare SQL", many[f"{name} alone"].p95 / many["floor: bare SQL of the searches over everything"].p95, 2.0
        )
        self._at_most(f"p95 {name}, page: {max(sizes):,} / {min(sizes):,}", many[f"{name}, page"].p95 / few[f"{name}, page"].p95, 1.5)
        self._at_most("p95 suggestions in ms", many["suggestions"].p95, 10.0)

    def texts(self) -> None:
        """Measure the translators' queue and their picture of languages."""
        found = measure_texts()
        self._at_most("one page of the queue in s", found["one page of the queue"], 1.0)
        self._at_most("picture of languages in s", found["picture of languages after a change"], 2.5)

    def print_promises(self) -> bool:
        """Print every promise with its measured value; return whether all are kept."""
        print("\nPromises")
        for name, value, _limit, kept in self.promises:
            print(f"  {'ok  ' if kept else 'MISS'} {value:6.2f}  {name}")
        return all(kept for *_rest, kept in self.promises)


def _resident() -> int:
    """Return the memory of this process in kilobytes."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize() // 1024
