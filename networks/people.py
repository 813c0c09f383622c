"""What an account holds of organisations and profiles, its roles in words, and what happens here when it goes."""

from typing import Any

import pghistory.models
from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import export, leaving
from accounts.models import User
from networks import claims, contacts, invitations, profiles, search_rows
from networks.access import sees_people
from networks.inbox import close_all
from networks.models import Advisor, InboxItem, Invitation, Membership, Organisation, ProfileClaim
from portal import desk
from portal.wording import name_of_language
from translations.models import Translator

Rows = list[dict[str, Any]]


def roles_of(user: User) -> list[str]:
    """Memberships and languages, in words."""
    words = {Membership.Role.EDITOR: _("Redaktion: %(organisation)s"), Membership.Role.ADVISOR: _("Beratung: %(organisation)s")}
    rows = user.memberships.select_related("organisation").order_by("organisation__name", "role")
    found = [words[row.role] % {"organisation": row.organisation.name} for row in rows]
    translator = Translator.objects.filter(user=user).first()
    if translator:
        names = ", ".join(name_of_language(code) for code in translator.languages)
        found.append(_("Übersetzung: %(languages)s") % {"languages": names})
    return found


def _memberships(user: User) -> Rows:
    return list(user.memberships.order_by("pk").values("organisation__name", "role", "since"))


def _claims(user: User) -> Rows:
    fields = ("organisation__name", "advisor__display_name", "proof", "state", "message", "code_address", "created_at", "comment")
    return list(ProfileClaim.objects.filter(user=user).values(*fields))


def _profile(user: User) -> Rows:
    advisor = Advisor.objects.filter(user=user).first()
    if advisor is None:
        return []
    hidden = {"id", "user", "deputy", "is_example", "version"}
    row: dict[str, Any] = {
        field.name: field.value_from_object(advisor) for field in advisor._meta.fields if field.name not in hidden and field.concrete
    }
    row["photo"] = advisor.photo.name
    row["organisations"] = list(advisor.organisations.values_list("name", flat=True))
    row["regions"] = list(advisor.regions.values_list("key", flat=True))
    row["languages"] = list(advisor.languages.values("code", "level", "may_interpret"))
    row["channels"] = list(advisor.channels.values("kind", "value", "visibility"))
    row["competences"] = list(advisor.competences.values("topic", "phase"))
    row["responsibilities"] = list(advisor.responsibilities.values("topic", "phase", "region", "role", "state", "origin_text"))
    row["messages"] = list(advisor.contact_requests.values("name", "email", "text", "created_at"))
    return [row]


def _inbox(user: User) -> Rows:
    return list(InboxItem.objects.filter(owner=user).values("kind", "subject", "text", "due_on", "done_at", "outcome"))


def _languages(user: User) -> Rows:
    return list(Translator.objects.filter(user=user).values("languages"))


def _invitations(user: User) -> Rows:
    return list(Invitation.objects.filter(invited_by=user).values("email", "role", "created_at", "used_at"))


def warn(user: User) -> list[str]:
    """Say which organisations would have nobody who edits them."""
    rows = Organisation.objects.filter(memberships__user=user, memberships__role=Membership.Role.EDITOR).order_by("name")
    others = Membership.objects.filter(role=Membership.Role.EDITOR, user__is_active=True).exclude(user=user).values("organisation_id")
    text = _("Für %(organisation)s pflegt dann niemand mehr die Angaben.")
    return [text % {"organisation": row.name} for row in rows.exclude(pk__in=others)]


def leave(user: User) -> None:
    """Before an account goes: its profile is removed with its history, its duties find somebody, empty organisations are released.

    Published facts of organisations and offers stay; nothing there names the person.
    """
    _end_claims(ProfileClaim.objects.filter(user=user))
    advisor = Advisor.objects.filter(user=user).first()
    if advisor is not None:
        remove_profile(advisor)
    edited = [invitations.lock(row) for row in Organisation.objects.filter(pk__in=profiles.edited_by(user)).order_by("pk")]
    user.memberships.all().delete()
    for organisation in edited:
        invitations.release_if_alone(organisation)
    for claim in user.claims.filter(state=ProfileClaim.State.REQUESTED):
        claims.withdraw(claim, by=None)
    Invitation.objects.filter(email__iexact=user.email).delete()


@transaction.atomic
def remove_profile(advisor: Advisor) -> None:
    """Remove an advisor's profile for good: responsibilities go to the deputy or into the inbox, history and photo are erased."""
    _end_claims(advisor.claims.all())
    # What visitors wrote to her goes with her; so does what the inbox keeps of it.
    InboxItem.objects.filter(subject_model=contacts.SUBJECT, subject_id__in=advisor.contact_requests.values("pk")).delete()
    InboxItem.objects.filter(subject_model="networks.advisor", subject_id=advisor.pk).delete()
    profiles.hand_over(advisor, named=False)
    leaving.forget_admin_log(Advisor, advisor.pk)
    pk, photo = advisor.pk, advisor.photo
    search_rows.forget_advisor(pk)
    for claim in advisor.claims.values_list("pk", flat=True):
        close_all("networks.profileclaim", claim)
    Advisor.objects.get(pk=pk).delete()
    erase_history(pk)
    if photo:
        transaction.on_commit(lambda: photo.storage.delete(photo.name))


def _end_claims(found: QuerySet[ProfileClaim]) -> None:
    """Withdraw claims that are about to go with their account or profile, and forget what the inbox says of them."""
    for claim in found.filter(state=ProfileClaim.State.REQUESTED).order_by("organisation_id", "pk"):
        claims.withdraw(claim, by=None)
    InboxItem.objects.filter(subject_model="networks.profileclaim", subject_id__in=found.values("pk")).delete()


def erase_history(pk: int) -> None:
    """Delete every kept version of an advisor and of the rows that belong to her, in every event table."""
    for model in apps.get_models(include_auto_created=True):
        if not issubclass(model, pghistory.models.Event):
            continue
        if model.pgh_tracked_model is Advisor:
            model.objects.filter(id=pk).delete()
        elif any(field.name == "advisor" and field.related_model is Advisor for field in model._meta.fields):
            model.objects.filter(advisor_id=pk).delete()


def register() -> None:
    """Name what this app holds of an account, what it does when one goes, and its place at the desk."""
    export.register("memberships", gettext_lazy("Mitgliedschaften"), _memberships)
    export.register("translator", gettext_lazy("Übersetzungen"), _languages)
    export.register("profile", gettext_lazy("Mein Profil als Beraterin oder Berater"), _profile)
    export.register("claims", gettext_lazy("Anträge auf Übernahme"), _claims)
    export.register("inbox", gettext_lazy("Meine Eingänge"), _inbox)
    export.register("invitations", gettext_lazy("Einladungen von mir"), _invitations)
    export.register_roles(roles_of)
    leaving.register(leave, warn)
    desk.add(50, gettext_lazy("Menschen"), "people:list", allowed=sees_people)
