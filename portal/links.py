"""The weekly check of addresses outside: does the page still answer?

An address is typed by people, so it may lead anywhere. Nothing of ours is reached through it: each host is resolved
once, only addresses of the public internet pass, and the connection goes to the very address that was looked at, so that
a second, different answer of the name server changes nothing. Every hop of a redirect goes the same way.
"""

import datetime
import functools
import ipaddress
import logging
import socket
import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import httpcore
import httpx
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from portal.models import LinkState

log = logging.getLogger(__name__)
CHECK_DAYS = 7
# So many failures in a row, each at least a day after the one before, and somebody is told.
BROKEN_AFTER = 3
MOST_HOPS = 5
SECONDS_A_STEP, SECONDS_A_LINK, SECONDS_A_RUN = 10.0, 25.0, 300.0
MOST_A_RUN, MOST_A_HOST = 200, 10
# With so many hosts and not one answer, the fault is in our own network.
HOSTS_THAT_TELL = 5
_BATCH = 1000
# They are there, but do not like to be asked by a machine.
_SHY = frozenset({401, 403, 405, 407, 418, 429})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Verdict(StrEnum):
    WORKS = "works"
    FAILED = "failed"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Outcome:
    """What one check found. `status` is None when nobody answered; `error` is a short word for the log."""

    verdict: Verdict
    status: int | None = None
    error: str = ""


class Refused(Exception):
    """The address leads to a place that we do not ask."""


def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host. Raises OSError when it has none."""
    return list(dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def is_public(text: str) -> bool:
    """Whether an IP address belongs to the public internet, also when it carries another one inside."""
    address = ipaddress.ip_address(text)
    carried: list[ipaddress.IPv4Address | None] = []
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(str(address.ipv4_mapped))
        if address in _NAT64:
            # Reserved, and yet used on the public internet: the last four bytes decide.
            return is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
        if address.is_site_local:
            return False
        carried = [address.sixtofour, *(address.teredo or ())]
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    return all(is_public(str(one)) for one in carried if one is not None)


@dataclass(frozen=True)
class Guard:
    """Where a check may go. Tests put in a server of their own; the product uses the values below."""

    resolve: Callable[[str, int], list[str]] = resolve
    allows: Callable[[str], bool] = is_public
    ports: frozenset[int] = frozenset({80, 443})


@dataclass
class _Backend(httpcore.NetworkBackend):
    """Opens connections for httpcore: only to addresses that the guard allows, and not for longer than the check may take."""

    guard: Guard
    deadline: float
    inner: httpcore.NetworkBackend = field(default_factory=httpcore.SyncBackend)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        if port not in self.guard.ports:
            raise Refused("port")
        try:
            found = self.guard.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("name") from error
        # One address inside makes the whole name suspicious.
        if not found or not all(self.guard.allows(address) for address in found):
            raise Refused("internal")
        stream = self.inner.connect_tcp(found[0], port, _left(self.deadline, timeout), local_address, socket_options)
        return _Stream(stream, self.deadline)


@dataclass
class _Stream(httpcore.NetworkStream):
    """A connection that ends with the check: a server that sends one letter every nine seconds does not hold us."""

    inner: httpcore.NetworkStream
    deadline: float

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, _left(self.deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, _left(self.deadline, timeout))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self.inner.start_tls(ssl_context, server_hostname, _left(self.deadline, timeout)), self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


def _left(deadline: float, timeout: float | None) -> float:
    left = min(deadline - time.monotonic(), timeout or SECONDS_A_STEP)
    if left <= 0:
        raise httpcore.ReadTimeout("too slow")
    return left


@functools.cache
def _tls() -> ssl.SSLContext:
    """Return the certificates we trust; reading them takes longer than a check."""
    return httpx.create_ssl_context(trust_env=False)


def check(url: str, *, guard: Guard | None = None) -> Outcome:
    """Ask for one address: HEAD, then GET where HEAD is not liked. Never raises, and never reads a body."""
    guard = guard or Guard()
    outcome = Outcome(Verdict.FAILED)
    for method in ("HEAD", "GET"):
        try:
            status = _ask(method, url, guard, time.monotonic() + SECONDS_A_LINK)
        except Refused as error:
            return Outcome(Verdict.FAILED, error=str(error))
        except httpcore.ConnectError:
            return Outcome(Verdict.FAILED, error="connection")
        except (httpx.InvalidURL, httpcore.UnsupportedProtocol, UnicodeError, ValueError):
            return Outcome(Verdict.FAILED, error="address")
        except httpcore.TimeoutException:
            outcome = Outcome(Verdict.FAILED, error="timeout")
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError):
            outcome = Outcome(Verdict.FAILED, error="answer")
        else:
            outcome = Outcome(_verdict(status), status, "" if status < 400 else "status")
            if outcome.verdict is Verdict.WORKS:
                return outcome
    return outcome


def _verdict(status: int) -> Verdict:
    if status < 400:
        return Verdict.WORKS
    return Verdict.UNCLEAR if status in _SHY or status >= 600 else Verdict.FAILED


def _ask(method: str, url: str, guard: Guard, deadline: float) -> int:
    """Return the status at the end of the redirects. Raises Refused for places we do not ask, and what httpcore raises."""
    target = httpx.URL(url)
    headers = {"User-Agent": f"Anlauf link check (+{settings.SITE_URL})", "Accept": "*/*", "Accept-Language": "de"}
    timeouts = dict.fromkeys(("connect", "read", "write", "pool"), SECONDS_A_STEP)
    with httpcore.ConnectionPool(ssl_context=_tls(), network_backend=_Backend(guard, deadline)) as pool:
        for _hop in range(MOST_HOPS + 1):
            if target.scheme not in ("http", "https") or not target.host or target.userinfo:
                raise Refused("address")
            plain = httpcore.URL(scheme=target.raw_scheme, host=target.raw_host, port=target.port, target=target.raw_path)
            with pool.stream(method, plain, headers=headers, extensions={"timeout": timeouts}) as response:
                status, onward = response.status, {name.lower(): value for name, value in response.headers}.get(b"location")
            if not (300 <= status < 400 and onward):
                return status
            target = target.join(onward.decode("utf-8", "replace"))
    raise Refused("redirects")


# --- What is kept ---------------------------------------------------------------------------------------------------


def broken() -> QuerySet[LinkState]:
    """Addresses that somebody should be told about."""
    return LinkState.objects.filter(failures__gte=BROKEN_AFTER)


def keep(addresses: Iterable[str]) -> None:
    """Make the list of addresses to check the given one: new ones are added, those that nobody shows any more go."""
    wanted = {address for address in addresses if address}
    known = set(LinkState.objects.values_list("url", flat=True).iterator())
    new, gone = sorted(wanted - known), sorted(known - wanted)
    for start in range(0, len(new), _BATCH):
        LinkState.objects.bulk_create([LinkState(url=url) for url in new[start : start + _BATCH]], ignore_conflicts=True)
    for start in range(0, len(gone), _BATCH):
        LinkState.objects.filter(url__in=gone[start : start + _BATCH]).delete()


@transaction.atomic
def record(link: LinkState, outcome: Outcome, *, now: datetime.datetime) -> LinkState:
    """Keep what a check found. A failure counts once a day at most; a server that only dislikes machines changes no count."""
    link = LinkState.objects.select_for_update().get(pk=link.pk)
    link.status, link.error = outcome.status, "" if outcome.verdict is Verdict.WORKS else f"{outcome.verdict} {outcome.error}".strip()
    too_soon = link.failures > 0 and link.checked_at is not None and now - link.checked_at < datetime.timedelta(days=1)
    if outcome.verdict is Verdict.FAILED and too_soon:
        # The day of the failure that counted stays, or asking every hour would never count again.
        link.save(update_fields=["status", "error"])
        return link
    link.checked_at = now
    if outcome.verdict is Verdict.WORKS:
        link.failures, link.worked_at = 0, now
    elif outcome.verdict is Verdict.FAILED:
        link.failures = min(link.failures + 1, 1000)
    link.save()
    return link


def check_due(*, now: datetime.datetime, guard: Guard | None = None, limit: int = MOST_A_RUN) -> list[LinkState]:
    """Check what was not checked for a week, one address after the other, and return those checked.

    A run ends after SECONDS_A_RUN; the next one goes on. Two runs at once: the second does nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('portal.links'))")
        if not cursor.fetchone()[0]:
            return []
    try:
        return _check_due(now, guard or Guard(), limit)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('portal.links'))")


def _check_due(now: datetime.datetime, guard: Guard, limit: int) -> list[LinkState]:
    until = time.monotonic() + SECONDS_A_RUN
    found: list[tuple[LinkState, Outcome]] = []
    for link in _due(now, limit):
        if time.monotonic() > until:
            break
        found.append((link, check(link.url, guard=guard)))
    hosts = {host_of(link.url) for link, _outcome in found}
    if len(hosts) >= HOSTS_THAT_TELL and not any(outcome.status for _link, outcome in found):
        log.warning("None of %d hosts answered: our own network seems to be away, nothing is counted.", len(hosts))
        return []
    return [record(link, outcome, now=now) for link, outcome in found]


def _due(now: datetime.datetime, limit: int) -> list[LinkState]:
    """Return what was not checked for longest, and few of any one host: nobody shall be flooded."""
    before = now - datetime.timedelta(days=CHECK_DAYS)
    waiting = LinkState.objects.filter(Q(checked_at__isnull=True) | Q(checked_at__lte=before))
    chosen: list[LinkState] = []
    of_host: Counter[str] = Counter()
    for link in waiting.order_by(F("checked_at").asc(nulls_first=True), "pk").iterator():
        host = host_of(link.url)
        if of_host[host] < MOST_A_HOST:
            of_host[host] += 1
            chosen.append(link)
        if len(chosen) == limit:
            break
    return chosen


def host_of(url: str) -> str:
    """Return the host of an address, empty when there is none."""
    try:
        return httpx.URL(url).host
    except (httpx.InvalidURL, UnicodeError, ValueError):
        return ""
