"""Registering, and the own page behind a personal link. Looking changes nothing; buttons do, and pressed twice they change nothing more."""

import datetime
import functools
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from events import registering, waiting
from events.access import own_registrations
from events.forms.registering import ChangeForm, RegisterForm, of_organisation
from events.links import registration_for, token_for
from events.models import Event, Registration, RegistrationState
from events.places import places_in
from events.when import day_and_clock, when, zone_words
from networks.models import Organisation
from portal import errors, ratelimit
from portal.languages import SOURCE

State = RegistrationState
# A class or an office registers many people from one connection.
SENDER_LIMIT = 20
# Nobody's mailbox is flooded through this form: so many in so many seconds, about one address.
ADDRESS_LIMITS = ((3, 120), (10, 3600), (50, 86400))
STEPS = {"confirm": registering.confirm, "accept": registering.accept, "still-coming": registering.still_coming}
View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """A page of one person: kept by no cache, named to no other site, found by no search engine."""

    @never_cache
    @functools.wraps(view)
    def show(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return show


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; one click for an account. The answer is the same for a new address and for one that is registered."""
    event = get_object_or_404(Event.objects.public(), slug=slug)
    now = timezone.now()
    if closed := why_closed(event, now):
        return render(request, "events/register_closed.html", _about(event) | {"closed": closed, "opens": _moment(event, event.opens_at)})
    if request.method == "POST" and request.user.is_authenticated and "one_click" in request.POST:
        return _one_click(request, event, request.user, now)
    places = places_in(event)
    form = RegisterForm(request.POST or None, event=event, has_quotas=bool(places.quotas), initial={"language": get_language() or SOURCE})
    if request.method == "POST" and form.is_valid():
        if not form.is_trapped:
            if not _allowed(request, form.cleaned_data["email"], now):
                return errors.too_many(request)
            try:
                registering.register(event, given=form.given(), user=None, now=now)
            except ValidationError:
                # It closed between the question and the answer; the page says which way.
                return HttpResponseRedirect(request.path)
        by_phone = "?by=phone" if form.cleaned_data["phone"] else ""
        return HttpResponseRedirect(reverse("event_registration:sent", args=[slug]) + by_phone)
    own = _own_of(event, request.user)
    context = {"form": form, "places": places, "own_token": own and token_for(own)}
    return render(request, "events/register.html", _about(event) | _deletion() | context | {"organisations": _names(event)})


@never_cache
@require_safe
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Look into your mail. It knows nothing of who asked, so it cannot tell whether an address was known."""
    event = get_object_or_404(Event.objects.public(), slug=slug)
    context = {"by_phone": request.GET.get("by") == "phone", "minutes": settings.REGISTRATION_PENDING_MINUTES}
    return render(request, "events/register_sent.html", _about(event) | context)


@private
@require_safe
def own(request: HttpRequest, token: str) -> HttpResponse:
    """Where somebody stands, and what can be done now."""
    registration = registration_for(token)
    if registration is None:
        return gone(request)
    return _show(request, registration)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, token: str, step: str) -> HttpResponse:
    """Confirm, accept, still coming: by POST only. Change and cancel: a page that asks, then a POST."""
    registration = registration_for(token)
    if step not in (*STEPS, "change", "cancel"):
        raise Http404
    if registration is None:
        return gone(request)
    try:
        if step == "change":
            return _change(request, registration)
        if step == "cancel":
            return _cancel(request, registration)
        if request.method == "POST":
            STEPS[step](registration, now=timezone.now())
    except Registration.DoesNotExist:
        return gone(request)
    except ValidationError as error:
        registration.refresh_from_db()
        return _show(request, registration, error.messages)
    return HttpResponseRedirect(reverse("event_registration:own", args=[token]))


def gone(request: HttpRequest) -> HttpResponse:
    """A link whose registration is not there any more, or never was: not found, and what to do now."""
    return render(request, "events/registration_gone.html", status=404)


def _change(request: HttpRequest, registration: Registration) -> HttpResponse:
    address = reverse("event_registration:own", args=[token_for(registration)])
    if not turn_of(registration, timezone.now()).can_change:
        return HttpResponseRedirect(address)
    present = {field: getattr(registration, field) for field in registering.CHANGEABLE}
    form = ChangeForm(request.POST or None, event=registration.event, initial=present)
    if request.method == "POST" and form.is_valid():
        registering.change(registration, given=form.cleaned_data, now=timezone.now())
        return HttpResponseRedirect(address)
    context = {"form": form, "token": token_for(registration), "organisations": _names(registration.event)}
    return render(request, "events/registration_change.html", _about(registration.event) | context)


def _cancel(request: HttpRequest, registration: Registration) -> HttpResponse:
    token = token_for(registration)
    if request.method == "POST":
        registering.leave(registration, now=timezone.now())
    elif turn_of(registration, timezone.now()).can_leave:
        return render(request, "events/registration_cancel.html", _about(registration.event) | {"token": token})
    return HttpResponseRedirect(reverse("event_registration:own", args=[token]))


def _show(request: HttpRequest, registration: Registration, problems: list[str] | None = None) -> HttpResponse:
    now = timezone.now()
    turn = turn_of(registration, now)
    context = {"registration": registration, "turn": turn, "token": token_for(registration), "problems": problems or []}
    return render(request, "events/registration.html", _about(registration.event) | _deletion() | context)


@dataclass(frozen=True)
class Turn:
    """What somebody can do now, and what she is waiting for."""

    can_confirm: bool
    can_accept: bool
    can_change: bool
    can_leave: bool
    asks_again: bool
    # Until when a place is offered or a confirmation is awaited, in words.
    until: str
    before: int
    sees_link: bool


def turn_of(registration: Registration, now: datetime.datetime) -> Turn:
    """Return what the own page offers at this moment."""
    event, state = registration.event, registration.state
    ahead = event.is_open and now < event.starts_at
    until = waiting.offered_until(registration) or registration.expires_at
    current = not registration.is_over
    waits = state == State.WAITLISTED or (state == State.PENDING and not registration.holds_place)
    return Turn(
        can_confirm=state == State.PENDING and ahead,
        can_accept=state == State.OFFERED and ahead and until is not None and now < until,
        can_change=current and now < event.ends_at,
        can_leave=current and ahead and state != State.ATTENDED,
        asks_again=current and ahead and registration.needs_reconfirm,
        until=_moment(event, until),
        before=waiting.people_before(registration) if waits else 0,
        sees_link=state in (State.REGISTERED, State.ATTENDED)
        and event.is_open
        and event.is_online
        and bool(event.online_url)
        and now < event.ends_at,
    )


def why_closed(event: Event, now: datetime.datetime) -> str:
    """Return in one word why nobody can register now; empty when one can."""
    if event.accepts_registrations(now):
        return ""
    if not event.is_open:
        return "cancelled" if event.state == "cancelled" else "over"
    if now >= event.starts_at:
        return "over"
    if not event.needs_registration:
        return "free"
    return "early" if event.registration_opens(now) else "closed"


def _about(event: Event) -> dict[str, object]:
    return {"event": event, "when": when(event), "zone": zone_words(event)}


def _deletion() -> dict[str, object]:
    """After how many days what somebody writes is deleted: what the notice says."""
    return {"days": {"needs": settings.EVENT_NEEDS_DAYS, "people": settings.EVENT_MINUTES_DAYS + settings.EVENT_PEOPLE_DAYS}}


def _moment(event: Event, moment: datetime.datetime | None) -> str:
    """Return day and time in words, on the event's clock; empty for none."""
    return day_and_clock(moment.astimezone(event.zone)) if moment else ""


def _names(event: Event) -> list[str]:
    """Return the names of organisations to choose from while typing."""
    return [] if event.first_name_only else list(Organisation.objects.active().order_by("name").values_list("name", flat=True))


def _own_of(event: Event, user: User | AnonymousUser) -> Registration | None:
    return own_registrations(user).filter(event=event).current().first() if user.is_authenticated else None


def _one_click(request: HttpRequest, event: Event, user: User, now: datetime.datetime) -> HttpResponse:
    """Register an account with its own address, and as a colleague of its organisation."""
    member = user.memberships.select_related("organisation").order_by("pk").first()
    given = {"name": (user.name or user.email.split("@")[0])[:80], "email": user.email, "language": get_language() or SOURCE}
    try:
        found = registering.register(event, given=given | of_organisation(member.organisation.name if member else ""), user=user, now=now)
    except ValidationError:
        return HttpResponseRedirect(request.path)
    return HttpResponseRedirect(reverse("event_registration:own", args=[token_for(found)]) if found else request.path)


def _allowed(request: HttpRequest, email: str, now: datetime.datetime) -> bool:
    """Count one use by this sender and about this address; the same answer whether the address is known or not."""
    if not ratelimit.allow(request, "events.register", limit=SENDER_LIMIT):
        return False
    address = email.lower()
    counted = [
        ratelimit.allow_about(address, f"events.register.{seconds}", most=most, seconds=seconds, now=now)
        for most, seconds in ADDRESS_LIMITS
        if address
    ]
    return all(counted)
