"""The weekly check of addresses outside, against a real server on this machine: what counts as broken, and what is never asked."""

import datetime
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from portal import links
from portal.links import Guard, Outcome, Verdict, check, is_public
from portal.models import LinkState

NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


class Handler(BaseHTTPRequestHandler):
    """Answers by path: /200, /404 …; /head-405 dislikes HEAD; /to?… leads on; /loop never ends; /silent closes at once."""

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.server.seen.append((self.command, self.path, self.headers["Host"], self.headers["User-Agent"]))
        path, _mark, query = self.path.partition("?")
        if path == "/silent":
            self.close_connection = True
            return
        status = 302 if path in ("/to", "/loop") else 200 if path == "/head-405" and self.command == "GET" else int(path[-3:])
        self.send_response(status)
        if path == "/to":
            self.send_header("Location", query)
        if path == "/loop":
            self.send_header("Location", "/loop")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.seen = []
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def guard(server: ThreadingHTTPServer) -> Guard:
    """Every name leads to the server of the test; only names that say so lead inside."""

    def resolve(host: str, port: int) -> list[str]:
        if host == "missing.example.org":
            raise OSError("no such name")
        return {"inside.example.org": ["10.0.0.5"], "both.example.org": ["127.0.0.1", "10.0.0.5"]}.get(host, ["127.0.0.1"])

    return Guard(resolve=resolve, allows=lambda address: address == "127.0.0.1", ports=frozenset({server.server_port}))


@pytest.fixture
def site(server: ThreadingHTTPServer) -> str:
    return f"http://offer.example.org:{server.server_port}"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/200", Outcome(Verdict.WORKS, 200)),
        ("/head-405", Outcome(Verdict.WORKS, 200)),
        ("/404", Outcome(Verdict.FAILED, 404, "status")),
        ("/500", Outcome(Verdict.FAILED, 500, "status")),
        ("/403", Outcome(Verdict.UNCLEAR, 403, "status")),
        ("/429", Outcome(Verdict.UNCLEAR, 429, "status")),
        ("/to?/200", Outcome(Verdict.WORKS, 200)),
        ("/loop", Outcome(Verdict.FAILED, None, "redirects")),
        ("/silent", Outcome(Verdict.FAILED, None, "answer")),
    ],
)
def test_answers_are_read_as_people_would(guard: Guard, site: str, path: str, expected: Outcome) -> None:
    assert check(site + path, guard=guard) == expected


def test_check_says_who_asks_and_asks_gently_first(guard: Guard, site: str, server: ThreadingHTTPServer) -> None:
    check(f"{site}/head-405", guard=guard)
    assert [(method, path) for method, path, _host, _agent in server.seen] == [("HEAD", "/head-405"), ("GET", "/head-405")]
    _method, _path, host, agent = server.seen[0]
    assert host == f"offer.example.org:{server.server_port}"
    assert agent == "Anlauf link check (+http://localhost:8000)"


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("http://inside.example.org:{port}/200", "internal"),
        ("http://both.example.org:{port}/200", "internal"),
        ("http://offer.example.org:{port}/to?http://inside.example.org:{port}/200", "internal"),
        ("http://offer.example.org:{port}/to?file:///etc/passwd", "address"),
        ("http://offer.example.org:{port}/to?http://offer.example.org:1/200", "port"),
        ("http://offer.example.org:22/200", "port"),
        ("http://name:word@offer.example.org:{port}/200", "address"),
        ("ftp://offer.example.org/200", "address"),
        ("no address", "address"),
        ("http://[::1", "address"),
        ("http://missing.example.org:{port}/200", "connection"),
    ],
)
def test_places_inside_are_never_asked(guard: Guard, server: ThreadingHTTPServer, address: str, error: str) -> None:
    outcome = check(address.format(port=server.server_port), guard=guard)
    assert (outcome.verdict, outcome.error) == (Verdict.FAILED, error)
    assert not any("/200" in path and "/to" not in path for _method, path, _host, _agent in server.seen)


def test_second_answer_of_the_name_server_changes_nothing(server: ThreadingHTTPServer) -> None:
    """The connection goes to the address that was looked at: a name is resolved once for each connection."""
    answers = [["127.0.0.1"], ["10.0.0.5"]]
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[min(len(asked) - 1, 1)]

    guard = Guard(resolve=resolve, allows=lambda address: address == "127.0.0.1", ports=frozenset({server.server_port}))
    assert check(f"http://rebind.example.org:{server.server_port}/200", guard=guard).verdict is Verdict.WORKS
    assert asked == ["rebind.example.org"]


def test_product_refuses_this_very_machine(server: ThreadingHTTPServer) -> None:
    for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433"):
        guard = Guard(ports=frozenset({server.server_port}))
        assert check(f"http://{host}:{server.server_port}/200", guard=guard).verdict is Verdict.FAILED
    assert server.seen == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1", "224.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:0a00:0001::", "2001:db8::1",
    ],
)  # fmt: skip
def test_internal_addresses_are_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["9.9.9.9", "2620:fe::fe", "::ffff:9.9.9.9", "64:ff9b::909:909"])
def test_public_addresses_are_known(address: str) -> None:
    assert is_public(address)


def failed(link: LinkState, now: datetime.datetime) -> LinkState:
    return links.record(link, Outcome(Verdict.FAILED, 404, "status"), now=now)


@pytest.mark.django_db
def test_three_failures_a_day_apart_make_a_broken_link() -> None:
    link = LinkState.objects.create(url="https://offer.example.org/alt")
    for hours in (0, 1, 5, 23):
        failed(link, NOW + datetime.timedelta(hours=hours))
    assert not links.broken().exists()
    failed(link, NOW + DAY)
    failed(link, NOW + 2 * DAY)
    assert [state.url for state in links.broken()] == ["https://offer.example.org/alt"]


@pytest.mark.django_db
def test_one_good_answer_mends_and_a_shy_server_changes_nothing() -> None:
    link = LinkState.objects.create(url="https://offer.example.org/")
    for days in range(3):
        failed(link, NOW + days * DAY)
    link = links.record(link, Outcome(Verdict.UNCLEAR, 429, "status"), now=NOW + 4 * DAY)
    assert link.failures == 3
    link = links.record(link, Outcome(Verdict.WORKS, 200), now=NOW + 5 * DAY)
    assert (link.failures, link.worked_at, link.error) == (0, NOW + 5 * DAY, "")


@pytest.mark.django_db
def test_each_address_is_asked_once_a_week(guard: Guard, site: str, server: ThreadingHTTPServer) -> None:
    links.keep([f"{site}/200", f"{site}/404"])
    assert len(links.check_due(now=NOW, guard=guard)) == 2
    assert links.check_due(now=NOW + 6 * DAY, guard=guard) == []
    assert len(links.check_due(now=NOW + 7 * DAY, guard=guard)) == 2
    assert dict(LinkState.objects.values_list("url", "failures")) == {f"{site}/200": 0, f"{site}/404": 2}


@pytest.mark.django_db
def test_one_run_asks_few_addresses_of_one_host(guard: Guard, site: str) -> None:
    links.keep(f"{site}/{number}/200" for number in range(links.MOST_A_HOST + 3))
    assert len(links.check_due(now=NOW, guard=guard)) == links.MOST_A_HOST
    assert len(links.check_due(now=NOW, guard=guard)) == 3


@pytest.mark.django_db
def test_when_our_own_network_is_away_nothing_is_counted(guard: Guard) -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError("no network")

    links.keep(f"https://host-{number}.example.org/" for number in range(links.HOSTS_THAT_TELL))
    assert links.check_due(now=NOW, guard=Guard(resolve=nowhere)) == []
    assert not LinkState.objects.filter(failures__gt=0).exists()


@pytest.mark.django_db
def test_addresses_that_nobody_shows_any_more_go() -> None:
    links.keep(["https://a.example.org/", "https://b.example.org/", ""])
    links.keep(["https://b.example.org/", "https://c.example.org/"])
    assert list(LinkState.objects.order_by("url").values_list("url", flat=True)) == ["https://b.example.org/", "https://c.example.org/"]
