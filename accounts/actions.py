"""What changes accounts: roles given and taken, deletion, and the care for accounts nobody uses any more."""

import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import leaving, mails
from accounts.access import coordinators_of
from accounts.models import RegionalRole, RoleChange, User
from portal.models import OutgoingMail, Region
from portal.periodic import each
from portal.regions import places

# Somebody signed up and never typed the code: the address may be another person's.
UNFINISHED_DAYS = 7


def log_role(user: User, *, by: User | None, given: bool, role: str, scope: str) -> RoleChange:
    """Write down who gave or took which role."""
    return RoleChange.objects.create(user=user, by=by, given=given, role=role, scope=scope[:160])


@transaction.atomic
def give_regional_role(user: User, region: Region, *, by: User | None) -> RegionalRole:
    """Make somebody a coordinator of a region, and log it. Giving it a second time changes nothing."""
    role, created = RegionalRole.objects.get_or_create(user=user, region=region, defaults={"granted_by": by})
    if created:
        log_role(user, by=by, given=True, role="coordinator", scope=region.pk)
    return role


@transaction.atomic
def take_regional_role(role: RegionalRole, *, by: User | None) -> None:
    """Take a region away from a coordinator, and log it. It holds from the next request on."""
    deleted, _rows = RegionalRole.objects.filter(pk=role.pk).delete()
    if not deleted:
        raise ValidationError(_("Diese Rolle gibt es nicht mehr."))
    log_role(role.user, by=by, given=False, role="coordinator", scope=role.region_id)


def warnings_before_deletion(user: User) -> list[str]:
    """Say who would be missing: the last operator, the last coordinator of a region, and what other apps know."""
    found = []
    if user.is_superuser and not User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk).exists():
        found.append(_("Sie sind das letzte Konto, das diese Seite betreibt."))
    names = places()
    for key in user.regional_roles.values_list("region_id", flat=True):
        if [other for other in coordinators_of([key]) if other.pk != user.pk] == []:
            found.append(_("Für %(region)s ist dann niemand mehr zuständig.") % {"region": names[key].name})
    return found + leaving.warnings_for(user)


@transaction.atomic
def delete_account(user: User) -> None:
    """Delete an account and all that is only its own; published facts of organisations stay, without the person.

    Side effects: every app's part (`accounts.leaving`), the messages to the address are removed, a last one says goodbye,
    and the history forgets who made the changes.
    """
    pk, email, language = user.pk, user.email, user.language
    leaving.clear_up(user)
    kept = (OutgoingMail.State.CLAIMED, OutgoingMail.State.SENDING)
    OutgoingMail.objects.filter(recipient__iexact=email).exclude(state__in=kept).delete()
    sign_out_everywhere(user)
    leaving.forget_admin_log(User, pk)
    User.objects.get(pk=pk).delete()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pghistory_context SET metadata = metadata - 'user' WHERE metadata ->> 'user' = %s", [str(pk)])
    if not user.is_example:
        mails.send_goodbye(email, language)


def sign_out_everywhere(user: User) -> None:
    """Delete an account's sessions: each holds its number and its address."""
    # Only who signs in has a session, so there are few; what they hold is packed and no question of the database finds it.
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


def idle_since(limit: datetime.datetime) -> QuerySet[User]:
    """Accounts whose owner has not signed in since then."""
    return User.objects.alias(seen=Coalesce("last_login", "date_joined")).filter(seen__lt=limit, is_example=False)


def warn_idle(*, now: datetime.datetime) -> int:
    """Ask the owners of long unused accounts, once, whether they still need them. Returns how many."""
    limit = now - datetime.timedelta(days=settings.ACCOUNT_IDLE_DAYS)
    until = timezone.localdate(now) + datetime.timedelta(days=settings.ACCOUNT_GRACE_DAYS)
    asked = 0
    for pk in idle_since(limit).filter(Q(warned_at__isnull=True) | Q(last_login__gt=F("warned_at"))).values_list("pk", flat=True):
        with transaction.atomic():
            user = idle_since(limit).select_for_update().filter(pk=pk).first()
            if user is None or (user.warned_at and not (user.last_login and user.last_login > user.warned_at)):
                continue
            user.warned_at = now
            user.save(update_fields=["warned_at"])
            mails.send_idle_warning(user, now=now, until=until)
            asked += 1
    return asked


def delete_idle(*, now: datetime.datetime) -> int:
    """Delete the accounts that were asked long enough ago and whose owner has not come back. Returns how many.

    The last operator is never deleted by the clock: somebody must be able to get in.
    """
    limit = now - datetime.timedelta(days=settings.ACCOUNT_GRACE_DAYS)
    due = Q(warned_at__lte=limit) & (Q(last_login__isnull=True) | Q(last_login__lte=F("warned_at")))

    @transaction.atomic
    def delete(pk: int) -> int:
        user = User.objects.select_for_update().filter(due, pk=pk).first()
        if user is None or (user.is_superuser and not User.objects.filter(is_superuser=True).exclude(pk=pk).exists()):
            return 0
        delete_account(user)
        return 1

    return each(User.objects.filter(due, is_example=False).values_list("pk", flat=True), delete)


def delete_unfinished(*, now: datetime.datetime) -> int:
    """Delete accounts that were begun and never confirmed. Nobody is written to: the address may be a stranger's."""
    verified = EmailAddress.objects.filter(verified=True).values("user_id")
    begun = EmailAddress.objects.filter(verified=False).values("user_id")
    limit = now - datetime.timedelta(days=UNFINISHED_DAYS)
    rows = User.objects.filter(last_login__isnull=True, date_joined__lt=limit, pk__in=begun, is_staff=False).exclude(pk__in=verified)
    return rows.delete()[1].get("accounts.User", 0)


def trim_role_log(*, now: datetime.datetime) -> int:
    """Forget changes of roles after ROLE_LOG_DAYS. Returns how many."""
    return RoleChange.objects.filter(at__lt=now - datetime.timedelta(days=settings.ROLE_LOG_DAYS)).delete()[0]
