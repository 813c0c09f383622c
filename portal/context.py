"""What every page template may use besides its own context."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_from_path

from portal.languages import BY_CODE, LANGUAGES, SOURCE


@dataclass(frozen=True)
class Alternate:
    """The same page in another language: `href` for the switcher keeps the query, `canonical` drops it."""

    code: str
    name: str
    direction: str
    href: str
    canonical: str


def page(request: HttpRequest) -> dict[str, object]:
    code = get_language() or SOURCE
    language = BY_CODE.get(code, BY_CODE[SOURCE])
    prefix = get_language_from_path(request.path_info)
    rest = request.path_info[len(prefix) + 1 :] if prefix else "/"
    query = request.META.get("QUERY_STRING", "")
    alternates = [
        Alternate(
            other.code,
            other.name,
            other.direction,
            f"/{other.code}{rest}{'?' + query if query else ''}",
            f"{settings.SITE_URL}/{other.code}{rest}",
        )
        for other in LANGUAGES
    ]
    return {
        "language": language,
        "alternates": alternates,
        "site_url": settings.SITE_URL,
        "canonical": f"{settings.SITE_URL}/{language.code}{rest}",
        "operator": settings.OPERATOR_NAME,
        # Whether the browser has been signed in: asked of the cookie, so that no page needs the database for it.
        "has_session": settings.SESSION_COOKIE_NAME in request.COOKIES,
    }
