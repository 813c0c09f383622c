"""Who may see, write and ask for stories at the desk, and run award calls. Only the person herself publishes."""

from django.db.models import Q, QuerySet

from accounts.access import Someone, below, coordinated_keys, coordinates_any, is_coordinator, is_operator, own_regions
from stories.models import AwardCall, Story


def has_stories(user: Someone) -> bool:
    """Whether the desk's pages of stories are for this account: coordinators and operators."""
    return user.is_authenticated and is_coordinator(user)


def visible_to(user: Someone) -> QuerySet[Story]:
    """Stories the account may see at the desk in any state: those of the regions it coordinates."""
    if not user.is_authenticated:
        return Story.objects.none()
    if is_operator(user):
        return Story.objects.all()
    return Story.objects.filter(Q(region__in=coordinated_keys(user)))


def can_edit_story(user: Someone, story: Story) -> bool:
    """The coordination of its region; what is for all of Germany is for operators."""
    return is_operator(user) or coordinates_any(user, [story.region_id])


def calls_visible_to(user: Someone) -> QuerySet[AwardCall]:
    """Award calls the account may see at the desk in any state."""
    if not user.is_authenticated:
        return AwardCall.objects.none()
    if is_operator(user):
        return AwardCall.objects.all()
    return AwardCall.objects.filter(region__in=coordinated_keys(user))


def can_edit_call(user: Someone, call: AwardCall) -> bool:
    return is_operator(user) or coordinates_any(user, [call.region_id])


def sees_applications(user: Someone, call: AwardCall) -> bool:
    """The coordination of the region. Operators run the machine and read no names (DOMAIN §7)."""
    if not user.is_authenticated:
        return False
    if is_operator(user):
        return any(call.region_id in below(key) for key in own_regions(user))
    return can_edit_call(user, call)
