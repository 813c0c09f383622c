"""Plain functions that make award calls."""

import datetime
import itertools
from typing import Any

from django.utils import timezone

from stories.models import AwardApplication, AwardCall, AwardCategory
from translations.texts import stamp

_number = itertools.count(1)


def make_award(*, state: str = "published", applicant: dict[str, Any] | None = None, **fields: Any) -> AwardCall:
    """Make a call that is open today, with one category; `applicant` makes an application with these fields."""
    number, today = next(_number), timezone.localdate()
    defaults = {
        "slug": f"award-{number}",
        "title_de": f"Gründungspreis {number}",
        "region_id": "06636",
        "opens_on": today - datetime.timedelta(days=3),
        "closes_on": today + datetime.timedelta(days=3),
        "state": state,
    }
    call = AwardCall.objects.create(**(defaults | fields))
    category = AwardCategory.objects.create(call=call, name_de="Mut")
    stamp(call)
    stamp(category)
    if applicant is not None:
        make_application(call, **applicant)
    return call


def make_application(call: AwardCall, **fields: Any) -> AwardApplication:
    """Make an application in the first category of a call; no mail is planned."""
    number = next(_number)
    defaults = {
        "name": f"Bewerberin {number}",
        "email": f"bewerberin-{number}@example.org",
        "text": "Ich habe es gewagt.",
        "language": "de",
    }
    return AwardApplication.objects.create(call=call, category=call.categories.get(), **(defaults | fields))
