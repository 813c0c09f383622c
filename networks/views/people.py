"""People: who works in my organisations and regions, invitations, and the page an invitation leads to."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import below, coordinated_keys, is_coordinator, is_operator, require
from accounts.actions import take_regional_role
from accounts.models import RegionalRole, RoleChange, User
from networks import invitations
from networks.access import can_take_membership, can_take_regional_role, invitations_of, organisations_with_people, sees_people
from networks.invitation_mails import scope_of
from networks.models import Invitation, Membership
from networks.people_forms import InviteForm
from portal import content
from portal.regions import places
from portal.wording import name_of_language
from translations.models import Translator

LOG_LINES = 50


@dataclass(frozen=True)
class Person:
    """One role of one account, as a line of the list."""

    kind: str
    pk: int
    name: str
    email: str
    role: str
    scope: str
    may_take: bool


@login_required
@require_safe
def people_list(request: HttpRequest) -> HttpResponse:
    user = request.user
    with content.one_version():
        return _people_page(request, user)


def _people_page(request: HttpRequest, user: User) -> HttpResponse:
    require(sees_people(user))
    people = _coordinators(user) + _members(user) + _translators(user)
    pending = invitations_of(user).open().select_related("organisation", "invited_by")
    rows = [(invitation, scope_of(invitation)) for invitation in pending]
    return render(request, "networks/people_list.html", {"people": people, "pending": rows, "log": _log(user, people)})


def _coordinators(user: User) -> list[Person]:
    names, keys = places(), coordinated_keys(user)
    rows = RegionalRole.objects.filter(region_id__in=keys).select_related("user").order_by("region_id", "user__email")
    wider = keys if is_operator(user) else _below_own(user)
    return [
        Person(
            "coordinator", row.pk, row.user.name, row.user.email, Invitation.Role.COORDINATOR.label, names[row.region_id].name,
            row.user_id == user.pk or row.region_id in wider,
        )
        for row in rows
    ]  # fmt: skip


def _below_own(user: User) -> set[str]:
    """The keys that lie below a region of the account, without the region itself unless a wider one holds it too."""
    own = list(user.regional_roles.values_list("region_id", flat=True))
    return {key for region in own for key in below(region) if key != region}


def _members(user: User) -> list[Person]:
    rows = Membership.objects.filter(organisation__in=organisations_with_people(user).values("pk"))
    rows = rows.select_related("user", "organisation").order_by("organisation__name", "role", "user__email")
    labels = dict(Invitation.Role.choices)
    return [Person("member", row.pk, row.user.name, row.user.email, labels[row.role], row.organisation.name, True) for row in rows]


def _translators(user: User) -> list[Person]:
    if not is_coordinator(user):
        return []
    rows = Translator.objects.select_related("user").order_by("user__email")
    label, may = Invitation.Role.TRANSLATOR.label, is_operator(user)
    return [
        Person("translator", row.pk, row.user.name, row.user.email, label, ", ".join(map(name_of_language, row.languages)), may)
        for row in rows
    ]


def _log(user: User, people: list[Person]) -> list[tuple[RoleChange, str, str]]:
    """The latest changes of the people on the page, and those the account made itself."""
    rows = RoleChange.objects.select_related("user", "by")
    if not is_operator(user):
        rows = rows.filter(Q(by=user) | Q(user__email__in={person.email for person in people}))
    labels, names = dict(Invitation.Role.choices), places()
    lines = rows[:LOG_LINES]
    return [(row, labels.get(row.role, row.role), names[row.scope].name if row.scope in names else row.scope) for row in lines]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    require(sees_people(request.user))
    form = InviteForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        try:
            invitations.invite(form.cleaned_data["email"], by=request.user, **form.offer())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Die Einladung ist unterwegs."))
            return HttpResponseRedirect(reverse("people:list"))
    return render(request, "networks/people_invite.html", {"form": form, "days": settings.INVITATION_DAYS})


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(invitations_of(request.user), pk=pk)
    try:
        invitations.withdraw(invitation, by=request.user)
        messages.success(request, _("Die Einladung ist zurückgezogen."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return HttpResponseRedirect(reverse("people:list"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take a role away, after asking once more."""
    role, scope, allowed = _role(request.user, kind, pk)
    require(allowed)
    if request.method == "POST":
        _take(role, by=request.user)
        messages.success(request, _("Die Rolle ist beendet."))
        return HttpResponseRedirect(reverse("people:list") if sees_people(request.user) else reverse("accounts:me"))
    return render(request, "networks/people_take.html", {"person": role.user, "scope": scope, "own": role.user == request.user})


def _role(user: User, kind: str, pk: int) -> tuple[RegionalRole | Membership | Translator, str, bool]:
    """Return a role the account knows about, what it is for, and whether it may be taken. Raises Http404 for strangers."""
    own = Q(user=user)
    if kind == "coordinator":
        role = get_object_or_404(RegionalRole.objects.select_related("user"), own | Q(region_id__in=coordinated_keys(user)), pk=pk)
        return role, places()[role.region_id].name, can_take_regional_role(user, role)
    if kind == "member":
        theirs = Q(organisation__in=organisations_with_people(user).values("pk"))
        member = get_object_or_404(Membership.objects.select_related("user", "organisation"), own | theirs, pk=pk)
        return member, member.organisation.name, can_take_membership(user, member)
    if kind == "translator":
        rows = Translator.objects.all() if is_coordinator(user) else Translator.objects.filter(own)
        translator = get_object_or_404(rows.select_related("user"), pk=pk)
        names = ", ".join(map(name_of_language, translator.languages))
        return translator, names, is_operator(user) or translator.user_id == user.pk
    raise Http404


def _take(role: RegionalRole | Membership | Translator, *, by: User) -> None:
    if isinstance(role, RegionalRole):
        take_regional_role(role, by=by)
    elif isinstance(role, Membership):
        invitations.take_membership(role, by=by)
    else:
        invitations.take_languages(role, by=by)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """What an invitation is for; accepting needs an account and a click, so that no link scanner accepts it."""
    found = invitations.find(key)
    if found is None:
        raise Http404
    if not found.is_open:
        return render(request, "networks/invitation_gone.html", {"used": found.used_at is not None}, status=410)
    if request.method == "POST":
        if not request.user.is_authenticated:
            return HttpResponseRedirect(f"{reverse('account_login')}?next={request.path}")
        if invitations.is_for(found, request.user):
            return _accept(request, found)
    meant = not request.user.is_authenticated or invitations.is_for(found, request.user)
    context = {"invitation": found, "scope": scope_of(found), "other": "" if meant else _half_hidden(found.email)}
    return render(request, "networks/invitation.html", context, status=403 if request.method == "POST" else 200)


def _half_hidden(address: str) -> str:
    """Return an address so that its owner knows it and nobody else learns it."""
    name, _at, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"


def _accept(request: HttpRequest, found: Invitation) -> HttpResponse:
    try:
        invitations.accept(found, user=request.user)
    except ValidationError:
        used = Invitation.objects.filter(pk=found.pk, used_at__isnull=False).exists()
        return render(request, "networks/invitation_gone.html", {"used": used}, status=410)
    messages.success(request, _("Willkommen! Ihre neue Aufgabe ist eingerichtet."))
    return HttpResponseRedirect(reverse("accounts:me"))
