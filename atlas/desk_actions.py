"""What the desk does across apps."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from networks import inbox
from networks.models import InboxItem
from offers.actions import REPORT_MODEL, finish_report


@transaction.atomic
def finish(item: InboxItem, *, by: User, outcome: str) -> InboxItem:
    """Close an inbox item. Side effect: the report behind it is done too. Raises ValidationError as `inbox.finish` does."""
    item = inbox.finish(item, by, outcome)
    if item.subject_model == REPORT_MODEL and item.subject_id:
        finish_report(item.subject_id, by=by)
    return item


def act(items: list[InboxItem], action: str, *, by: User, colleague: User | None = None, outcome: str = "") -> tuple[int, list[str]]:
    """Take, assign or finish several items, each for itself. Returns how many it worked for, and why not for others."""
    done, problems = 0, []
    for item in items:
        try:
            if action == "take":
                inbox.take(item, by=by)
            elif action == "assign" and colleague is not None:
                inbox.assign(item, to=colleague, by=by)
            else:
                finish(item, by=by, outcome=outcome)
            done += 1
        except ValidationError as error:
            problems.append(f"{item.subject}: {' '.join(error.messages)}")
    return done, problems
