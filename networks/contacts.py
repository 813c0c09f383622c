"""Messages from visitors to advisors: stored, sent on, and forgotten. No private address is ever shown."""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from networks import inbox, mails
from networks.access import editors_of
from networks.models import Advisor, AdvisorChannel, ClaimState, ContactRequest, InboxItem, Organisation, Visibility
from portal import ratelimit
from portal.languages import SOURCE

SUBJECT = "networks.contactrequest"
# So many messages a day reach one person, whoever writes: many senders together must not flood her either.
MOST_A_DAY, DAY = 20, 86_400


def deputy_today(advisor: Advisor, today: datetime.date) -> Advisor | None:
    """Return who stands in for an advisor on this day, if she is away and her deputy is there."""
    deputy = advisor.deputy
    if not advisor.is_absent(today) or deputy is None or deputy.state != Advisor.State.ACTIVE or deputy.is_absent(today):
        return None
    # Somebody who has left or shows herself to nobody gets no stranger's message either.
    if deputy.claim_state == ClaimState.RELEASED or deputy.visibility == Visibility.HIDDEN:
        return None
    return deputy


def recipient_of(advisor: Advisor, today: datetime.date) -> tuple[Advisor, str]:
    """Return who receives a message to an advisor on this day, and at which address; an empty address when there is none."""
    deputy = deputy_today(advisor, today)
    for person in filter(None, (deputy, advisor)):
        if address := _address_of(person):
            return person, address
    return advisor, ""


def _address_of(advisor: Advisor) -> str:
    channels = advisor.channels.filter(kind=AdvisorChannel.Kind.EMAIL).order_by("pk")
    address = channels.values_list("value", flat=True).first()
    if not address and advisor.user is not None and advisor.user.is_active:
        address = advisor.user.email
    return address or ""


@transaction.atomic
def write_to(advisor: Advisor, *, name: str, email: str, text: str, language: str, now: datetime.datetime | None = None) -> ContactRequest:
    """Bring a visitor's message to an advisor, or to her deputy while she is away.

    Side effects: stores the message, opens an inbox item, stores a mail. Raises ValidationError when nobody has an address,
    or when she has had MOST_A_DAY messages already.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    person, address = recipient_of(advisor, today)
    if not address:
        raise ValidationError(_("Diese Person können Sie hier nicht anschreiben."))
    if not ratelimit.allow_about(f"advisor {person.pk}", "contact", most=MOST_A_DAY, seconds=DAY, now=now):
        raise ValidationError(_("Diese Person hat heute schon viele Nachrichten bekommen. Bitte schreiben Sie morgen noch einmal."))
    request = ContactRequest.objects.create(advisor=advisor, name=name, email=email, text=text, language=language, created_at=now)
    keys = _regions_of(advisor)
    region = inbox.nearest_region(keys)
    inbox.open_item(
        InboxItem.Kind.CONTACT,
        subject=advisor.display_name,
        subject_model=SUBJECT,
        subject_id=request.pk,
        # Who answers from the desk needs to know where to.
        text="\n".join(filter(None, [text[:1700], "", name, email])),
        region=region,
        owner=_owner_of(person, keys),
        due_on=today + datetime.timedelta(days=settings.INBOX_DAYS),
    )
    mails.send_contact(request, recipient=address, language=person.user.language if person.user else SOURCE, region=region)
    return request


def _regions_of(advisor: Advisor) -> list[str]:
    own = list(advisor.regions.order_by("pk").values_list("pk", flat=True))
    through = Organisation.regions.through.objects.filter(organisation__in=advisor.organisations.all())
    return own or list(through.order_by("region_id").values_list("region_id", flat=True).distinct())


def _owner_of(advisor: Advisor, keys: list[str]) -> User | None:
    """The advisor's own account, else an editor of her organisation, else the coordination, else an operator."""
    if advisor.user is not None and advisor.user.is_active:
        return advisor.user
    for organisation in advisor.organisations.order_by("pk"):
        if editors := editors_of(organisation):
            return editors[0]
    return inbox.owner_for(regions=keys)


@transaction.atomic
def forget_requests(*, now: datetime.datetime | None = None) -> int:
    """Delete messages older than CONTACT_REQUEST_DAYS, and what the inbox holds of their text. Returns how many."""
    now = now or timezone.now()
    limit = now - datetime.timedelta(days=settings.CONTACT_REQUEST_DAYS)
    old = ContactRequest.objects.filter(created_at__lt=limit)
    pks = list(old.select_for_update().values_list("pk", flat=True))
    # By the item's own day too: with a deleted profile its messages are gone, but not what the inbox holds of them.
    items = InboxItem.objects.filter(Q(subject_id__in=pks) | Q(created_at__lt=limit), subject_model=SUBJECT)
    items.exclude(text="", outcome="").update(text="", outcome="")
    # Without its text nobody can answer any more.
    items.open().update(done_at=now)
    ContactRequest.objects.filter(pk__in=pks).delete()
    return len(pks)
