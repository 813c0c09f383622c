"""Health checks for the machine room: `/healthz` (the process answers) and `/readyz` (what it needs is there)."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from redis import Redis
from redis.exceptions import RedisError


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


def _redis_answers() -> bool:
    client = Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=0.5)
    try:
        return bool(client.ping())
    except (RedisError, OSError):
        return False
    finally:
        client.close()
