"""The translator's queue and editor."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.desk import desk_page


@require_safe
@desk_page
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, most wanted first."""
    return HttpResponse("")
