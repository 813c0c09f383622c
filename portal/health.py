"""Health checks for the machine room: `/healthz` (the process answers), `/readyz` (what it needs is there), `/healthz/mail`."""

import datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.db.models.functions import Now
from django.http import HttpResponse, JsonResponse
from redis import Redis
from redis.exceptions import RedisError

from portal.models import Heartbeat, OutgoingMail

LATE = datetime.timedelta(minutes=10)
SILENT = datetime.timedelta(minutes=3)


def process() -> HttpResponse:
    """Answer 200 as long as the process answers at all."""
    return HttpResponse("ok", content_type="text/plain")


def readiness() -> JsonResponse:
    """Answer 200 when the database is there and migrated; a missing Redis is reported, but pages work without it."""
    state = {"database": "ok", "migrations": "ok", "redis": "ok" if _redis_answers() else "degraded"}
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            state["migrations"] = "missing"
    except DatabaseError:
        state.update(database="away", migrations="unknown")
    ready = state["database"] == "ok" and state["migrations"] == "ok"
    return JsonResponse(state, status=200 if ready else 503)


def mail() -> JsonResponse:
    """Say how mail is doing, by the database alone: red (503) when it stands still, amber when somebody must look at a message.

    The counts name no person. What was sent anew or put aside no longer counts.
    """
    try:
        state = _mail_state()
    except DatabaseError:
        return JsonResponse({"state": "red", "database": "away"}, status=503)
    return JsonResponse(state, status=503 if state["state"] == "red" else 200)


def _mail_state() -> dict[str, object]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        now = cursor.fetchone()[0]
    beats = dict(Heartbeat.objects.values_list("name", "at"))
    oldest = OutgoingMail.objects.filter(state="pending", next_attempt_at__lte=Now()).aggregate(at=Min("next_attempt_at"))["at"]
    answered = OutgoingMail.objects.filter(resend_of__isnull=False).values("resend_of")
    dead, unknown = (OutgoingMail.objects.filter(state=state).exclude(pk__in=answered).count() for state in ("dead", "unknown"))
    tick, server = beats.get("mail-tick"), "trouble" if "mail-trouble" in beats else "ok"
    if tick is None or now - tick > SILENT or (oldest and now - oldest > LATE):
        colour = "red"
    else:
        colour = "amber" if dead or unknown or server != "ok" else "green"
    return {
        "state": colour,
        "seconds_since_tick": round((now - tick).total_seconds()) if tick else None,
        "oldest_due_seconds": round((now - oldest).total_seconds()) if oldest else 0,
        "dead": dead,
        "unknown": unknown,
        "mail_server": server,
    }


def _redis_answers() -> bool:
    client = Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=0.5)
    try:
        return bool(client.ping())
    except (RedisError, OSError):
        return False
    finally:
        client.close()
