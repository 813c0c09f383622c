"""Where an organisation may be found is for the coordination to say: its editors choose within its regions and ask for more."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import below, coordinators_of
from accounts.models import User
from networks.access import coordinates_organisation
from networks.inbox import nearest_region, open_item, owner_for
from networks.models import InboxItem, Organisation
from portal.regions import places


class NotFree(ValidationError):
    """These regions are neither the organisation's nor inside of them."""

    def __init__(self, keys: list[str]) -> None:
        sentence = _("Weitere Regionen gibt die Koordination frei. Wir haben sie gefragt: %(regions)s")
        super().__init__({"regions": sentence % {"regions": _names(keys)}})
        self.further = keys


def _names(keys: list[str]) -> str:
    return ", ".join(places()[key].name for key in keys)


def check(organisation: Organisation, keys: list[str]) -> None:
    """Raise NotFree for regions that an editor cannot give her organisation by herself."""
    held = {inner for region in organisation.regions.all() for inner in below(region.pk)}
    if further := [key for key in keys if key not in held]:
        raise NotFree(further)


@transaction.atomic
def ask(organisation: Organisation, keys: list[str], *, by: User) -> None:
    """Put a wish for further regions into the inbox, once. It belongs to somebody who may grant it: who coordinates one of them and
    the organisation too, else the organisation's own coordination, else an operator; the coordination of the new region sees it.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    about = {"subject_model": "networks.organisation", "subject_id": organisation.pk}
    text = f"{Organisation._meta.get_field('regions').verbose_name}: {_names(keys)}\n{by} · {by.email}"
    if InboxItem.objects.open().filter(kind=InboxItem.Kind.REPORT, text=text, **about).exists():
        return
    fitting = [user for user in coordinators_of(keys) if coordinates_organisation(user, organisation)]
    open_item(
        InboxItem.Kind.REPORT,
        subject=organisation.name,
        text=text,
        region=nearest_region(keys),
        owner=fitting[0] if fitting else owner_for(regions=[region.pk for region in organisation.regions.all()], besides=[by]),
        **about,
    )
