"""Who may see, write, publish and run events, and who may read the names of those who come."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.access import Someone, below, coordinated_keys, coordinates_any, coordinators_of, is_coordinator, is_operator, own_regions
from accounts.models import User
from events.models import Event, EventSeries, Registration, State
from networks.access import memberships_of
from networks.models import Membership


def has_events(user: Someone) -> bool:
    """Whether the desk's pages of events are for this account: colleagues of an organisation, coordinators, operators."""
    return user.is_authenticated and (is_coordinator(user) or bool(memberships_of(user)))


def term_of(user: User, path: str) -> Q:
    """Return the rows whose series, found along this path, the account leads or stands in for, not after the end of its term."""
    return Q(**{f"{path}__user": user}) & (Q(**{f"{path}__until__isnull": True}) | Q(**{f"{path}__until__gte": timezone.localdate()}))


def visible_to(user: Someone) -> QuerySet[Event]:
    """Events the account may see at the desk in any state: of its organisations, of the regions it coordinates, its own drafts."""
    if not user.is_authenticated:
        return Event.objects.none()
    if is_operator(user):
        return Event.objects.all()
    organisations = user.memberships.values("organisation_id")
    together = Event.co_hosts.through.objects.filter(organisation__in=organisations)
    own = Q(organiser__in=organisations) | Q(pk__in=together.values("event_id")) | Q(created_by=user) | term_of(user, "series__terms")
    return Event.objects.filter(Q(pk__in=Event.objects.filter(own).values("pk")) | Q(region__in=coordinated_keys(user)))


def coordinates_event(user: Someone, event: Event | EventSeries) -> bool:
    """Whether the account speaks for the event's region. What is for all of Germany is for operators."""
    return is_operator(user) or coordinates_any(user, [event.region_id])


def organises(user: Someone, event: Event) -> bool:
    """Whether the account is an editor of the organiser, or leads the event's series or stands in for who does."""
    if not user.is_authenticated:
        return False
    if (event.organiser_id, Membership.Role.EDITOR) in memberships_of(user):
        return True
    today = timezone.localdate()
    return event.series_id is not None and any(term.holds_on(today) for term in user.series_terms.filter(series=event.series_id))


def can_create_events(user: Someone) -> bool:
    """Colleagues of an organisation write drafts; the coordination publishes them."""
    return has_events(user)


def can_edit_event(user: Someone, event: Event) -> bool:
    """Organisers and the coordination; who wrote a draft, as long as it is one."""
    mine = event.state == State.DRAFT and event.created_by_id is not None and event.created_by_id == user.pk
    return coordinates_event(user, event) or organises(user, event) or mine


def can_publish_event(user: Someone, event: Event) -> bool:
    """The coordination of the region."""
    return coordinates_event(user, event)


def sees_participants(user: Someone, event: Event) -> bool:
    """Organisers and the coordinator of the region. Operators run the machine and read no names (DOMAIN §7)."""
    if not user.is_authenticated:
        return False
    if is_operator(user):
        return any(event.region_id in below(key) for key in own_regions(user))
    return coordinates_event(user, event) or organises(user, event)


def series_visible_to(user: Someone) -> QuerySet[EventSeries]:
    """Series the account may see at the desk: of its regions, of its organisations, those it leads."""
    if not user.is_authenticated:
        return EventSeries.objects.none()
    if is_operator(user):
        return EventSeries.objects.all()
    own = Q(organiser__in=user.memberships.values("organisation_id")) | term_of(user, "terms") | Q(region__in=coordinated_keys(user))
    return EventSeries.objects.filter(pk__in=EventSeries.objects.filter(own).values("pk"))


def can_edit_series(user: Someone, series: EventSeries) -> bool:
    """The coordination of the region, and who leads the series today."""
    if not user.is_authenticated:
        return False
    today = timezone.localdate()
    return coordinates_event(user, series) or any(term.holds_on(today) for term in user.series_terms.filter(series=series))


def reviewers_of(event: Event) -> list[User]:
    """Return who may publish an event, the nearest region first; operators where nobody coordinates."""
    found = [user for user in coordinators_of([event.region_id]) if coordinates_any(user, [event.region_id])]
    return found or list(User.objects.filter(is_superuser=True, is_active=True).order_by("pk"))


def own_registrations(user: User) -> QuerySet[Registration]:
    """The registrations of an account."""
    return Registration.objects.filter(user=user)
