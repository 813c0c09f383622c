"""Redis as a convenience: when it is gone, pages are slower, and nothing else changes."""

import functools
import gzip
import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from redis.exceptions import RedisError

from portal import content

log = logging.getLogger(__name__)
# Level 5 makes a list 8 % smaller and takes more than twice as long.
GZIP_LEVEL = 3
View = Callable[..., HttpResponse]


class LastingClient(RedisCacheClient):
    """Makes one client per server instead of one per question; a new client costs more than the question."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clients: dict[int, Any] = {}

    def get_client(self, key: str | None = None, *, write: bool = False) -> Any:
        index = self._get_connection_pool_index(write)
        if index not in self._clients:
            self._clients[index] = super().get_client(key, write=write)
        return self._clients[index]


class PatientRedisCache(RedisCache):
    """Django's Redis cache that answers "not there" while Redis is away, and asks again only every few seconds."""

    PAUSE_SECONDS = 5.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = params.setdefault("OPTIONS", {})
        options.setdefault("socket_connect_timeout", 0.3)
        options.setdefault("socket_timeout", 0.3)
        super().__init__(server, params)
        self._class = LastingClient
        self._away_until = 0.0

    def _ask(self, question: Callable[[], Any], otherwise: Any) -> Any:
        if time.monotonic() < self._away_until:
            return otherwise
        try:
            return question()
        except (RedisError, OSError) as error:
            log.warning("Redis does not answer, going on without it: %s", error)
            self._away_until = time.monotonic() + self.PAUSE_SECONDS
            return otherwise

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._ask(lambda: RedisCache.get(self, key, default, version), default)

    def set(self, key: str, value: Any, timeout: Any = 300, version: int | None = None) -> None:
        self._ask(lambda: RedisCache.set(self, key, value, timeout, version), None)

    def add(self, key: str, value: Any, timeout: Any = 300, version: int | None = None) -> bool:
        """Say "added" while Redis is away: allauth takes its locks here, and signing in must go on."""
        return self._ask(lambda: RedisCache.add(self, key, value, timeout, version), True)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._ask(lambda: RedisCache.delete(self, key, version), False)


def public_page(*parameters: str) -> Callable[[View], View]:
    """Serve a public page from Redis, never stale: the key holds the content version, the language and the local date.

    Only the named query parameters are cached, readers with a session are not, and a response that sets a cookie is not.
    The page gets an ETag, so a browser that has it already receives 304 and no body.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            with content.one_version() as version:
                if settings.SESSION_COOKIE_NAME in request.COOKIES or not set(request.GET) <= set(parameters):
                    return _private(view(request, *args, **kwargs))
                key = _key(request, version)
                if request.headers.get("If-None-Match") == f'"{key}"':
                    return _dress(HttpResponseNotModified(), key)
                return _answer(request, key, lambda: view(request, *args, **kwargs))

        return wrapper

    return decorate


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for the changing part of a page. Views and the cache key must agree on this, or they would mix the two up."""
    return bool(request.htmx) and not request.htmx.history_restore_request


@functools.cache
def _release() -> str:
    """Return what changes with an update or another setting: pages of an old release name styles that are gone."""
    operator = (settings.OPERATOR_NAME, settings.OPERATOR_ADDRESS, settings.OPERATOR_EMAIL, settings.OPERATOR_PHONE, settings.SITE_URL)
    files = [path for folder in ("templates", "static", "locale") for path in sorted((settings.BASE_DIR / folder).rglob("*.*"))]
    stamps = [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files]
    return hashlib.sha256(repr((operator, stamps)).encode()).hexdigest()


def _key(request: HttpRequest, version: str) -> str:
    # The order of names does not matter, the order of one name's values does.
    query = sorted(request.GET.lists())
    parts = (request.path, repr(query), str(timezone.localdate()), version, str(wants_fragment(request)), _release())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


# The pages this process served last, in front of Redis: no second question for what was just answered.
_recent: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
MOST_RECENT = 200


def forget_recent() -> None:
    """Drop the pages kept in this process, as a fresh process has none."""
    _recent.clear()


def _kept(key: str) -> tuple[str, bytes] | None:
    if not settings.PAGE_CACHE_SECONDS:
        return None
    found = _recent.get(key)
    if found is None and (found := cache.get(key)):
        _keep_recent(key, found)
    return found


def _keep_recent(key: str, page: tuple[str, bytes]) -> None:
    _recent[key] = page
    while len(_recent) > MOST_RECENT:
        _recent.popitem(last=False)


def _answer(request: HttpRequest, key: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    kept = _kept(key)
    if kept is None:
        response = make()
        unkept = "no-store" in response.get("Cache-Control", "")
        if response.status_code != 200 or response.cookies or response.streaming or unkept:
            return _private(response)
        kept = (response["Content-Type"], gzip.compress(response.content, GZIP_LEVEL, mtime=0))
        if settings.PAGE_CACHE_SECONDS:
            _keep_recent(key, kept)
            cache.set(key, kept, settings.PAGE_CACHE_SECONDS)
    content_type, packed = kept
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(packed, content_type=content_type)
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(gzip.decompress(packed), content_type=content_type)
    return _dress(response, key)


def _dress(response: HttpResponse, key: str) -> HttpResponse:
    response["ETag"] = f'"{key}"'
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ("Accept-Encoding", "Cookie", "HX-Request"))
    return response


def _private(response: HttpResponse) -> HttpResponse:
    response.setdefault("Cache-Control", "private, no-cache")
    patch_vary_headers(response, ("Cookie", "HX-Request"))
    return response
