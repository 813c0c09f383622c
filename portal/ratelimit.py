"""How often one sender may use a public form, counted in PostgreSQL so that a missing Redis opens no door."""

import datetime
import hashlib
import hmac

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone


def address_of(request: HttpRequest) -> str:
    """Return the sender's address: what the last trusted proxy says, else who is connected."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXIES
    return hops[-trusted] if trusted and len(hops) >= trusted else request.META.get("REMOTE_ADDR", "")


def sender_of(request: HttpRequest) -> str:
    """Return a keyed hash of the sender's address that means nothing tomorrow. The address itself is not kept."""
    text = f"{timezone.localdate()} {address_of(request)}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def allow(request: HttpRequest, form: str, *, limit: int | None = None, now: datetime.datetime | None = None) -> bool:
    """Count one use of a form and say whether it is still within `limit` (FORM_LIMIT) uses per FORM_LIMIT_SECONDS."""
    now = now or timezone.now()
    seconds = settings.FORM_LIMIT_SECONDS
    window = datetime.datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=datetime.UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO portal_ratecount (sender, form, "window", count) VALUES (%s, %s, %s, 1) '
            'ON CONFLICT (sender, form, "window") DO UPDATE SET count = portal_ratecount.count + 1 RETURNING count',
            [sender_of(request), form, window],
        )
        return cursor.fetchone()[0] <= (settings.FORM_LIMIT if limit is None else limit)
