"""Stories at the desk."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.desk import desk_page


@require_safe
@desk_page
def story_list(request: HttpRequest) -> HttpResponse:
    """Stories of the account's regions."""
    return HttpResponse("")
