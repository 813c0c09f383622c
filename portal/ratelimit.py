"""How often one sender may use a public form, counted in PostgreSQL so that a missing Redis opens no door."""

import datetime
import hashlib
import hmac
import ipaddress
import time
from collections import Counter

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

# What was used in the running minute.
_here: dict[int, Counter[tuple[str, str]]] = {}


def address_of(request: HttpRequest) -> str:
    """Return the sender's address: what the last trusted proxy says, else who is connected."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXIES
    return hops[-trusted] if trusted and len(hops) >= trusted else request.META.get("REMOTE_ADDR", "")


def network_of(address: str) -> str:
    """Return what counts as one sender: an IPv4 address, but the whole /64 of IPv6, which is what one connection has at its will."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if ip.version == 4:
        return address
    return str(ip.ipv4_mapped or ipaddress.ip_network((int(ip), 64), strict=False))


def sender_of(request: HttpRequest) -> str:
    """Return a keyed hash of the sender's address that means nothing tomorrow. The address itself is not kept."""
    text = f"{timezone.localdate()} {network_of(address_of(request))}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def allow(request: HttpRequest, form: str, *, limit: int | None = None, now: datetime.datetime | None = None) -> bool:
    """Count one use of a form and say whether it is still within `limit` (FORM_LIMIT) uses per FORM_LIMIT_SECONDS."""
    return count(sender_of(request), form, now=now) <= (settings.FORM_LIMIT if limit is None else limit)


def allow_here(request: HttpRequest, form: str, *, limit: int) -> bool:
    """Count one use in this process alone and say whether it is within `limit` a minute: for what must write nothing down."""
    minute = int(time.monotonic() // 60)
    if minute not in _here:
        _here.clear()
        _here[minute] = Counter()
    counted = _here[minute]
    key = (sender_of(request), form)
    counted[key] += 1
    return counted[key] <= limit


def allow_about(what: str, form: str, *, most: int, seconds: int, now: datetime.datetime | None = None) -> bool:
    """Count one use of a form by or about something (an account, a domain) and say whether it is within `most` per so many seconds."""
    sender = hmac.new(settings.SECRET_KEY.encode(), what.encode(), hashlib.sha256).hexdigest()
    return count(sender, form, seconds=seconds, now=now) <= most


def count(sender: str, form: str, *, seconds: int | None = None, now: datetime.datetime | None = None) -> int:
    """Count one use and return how many there are in the running window."""
    now = now or timezone.now()
    seconds = seconds or settings.FORM_LIMIT_SECONDS
    window = datetime.datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=datetime.UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO portal_ratecount (sender, form, "window", count) VALUES (%s, %s, %s, 1) '
            'ON CONFLICT (sender, form, "window") DO UPDATE SET count = portal_ratecount.count + 1 RETURNING count',
            [sender, form, window],
        )
        return cursor.fetchone()[0]
