"""The invitation form."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.access import coordinated_keys, is_coordinator
from accounts.models import User
from networks.access import can_invite, organisations_with_people
from networks.models import Invitation
from portal.languages import LANGUAGES, SOURCE
from portal.models import Region
from portal.pickers import NOT_SAID
from portal.regions import places

Role = Invitation.Role


class InviteForm(forms.Form):
    """One page for all roles; what is not for the chosen role is left alone."""

    email = forms.EmailField(label=_("E-Mail-Adresse"))
    role = forms.ChoiceField(label=_("Aufgabe"))
    region = forms.ChoiceField(label=_("Region"), required=False, help_text=_("Nur für die Koordination einer Region."))
    organisation = forms.ModelChoiceField(
        queryset=None, label=_("Organisation"), required=False, empty_label=NOT_SAID, help_text=_("Nur für Redaktion und Beratung.")
    )
    languages = forms.MultipleChoiceField(
        label=_("Sprachen"),
        required=False,
        help_text=_("Nur für die Übersetzung."),
        choices=[(language.code, language.name) for language in LANGUAGES if language.code != SOURCE],
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(label=_("Sprache der E-Mail"), choices=[(language.code, language.name) for language in LANGUAGES])

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        names = places()
        keys = sorted(coordinated_keys(user), key=lambda key: (not names[key].is_wide, names[key].name))
        self.fields["region"].choices = [("", NOT_SAID), *((key, names[key].name) for key in keys)]
        self.fields["organisation"].queryset = organisations_with_people(user).active().order_by("name")
        roles = [Role.EDITOR, Role.ADVISOR]
        if is_coordinator(user):
            roles = [Role.COORDINATOR, *roles, Role.TRANSLATOR]
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        self.fields["language"].initial = get_language()

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        role, organisation = data.get("role"), data.get("organisation")
        needed = {Role.COORDINATOR: "region", Role.TRANSLATOR: "languages"}.get(role, "organisation")
        if role and not data.get(needed) and needed not in self.errors:
            self.add_error(needed, _("Das fehlt für diese Aufgabe."))
        if role and not self.errors and not can_invite(self.user, role, region=data.get("region") or None, organisation=organisation):
            self.add_error("role", _("Zu dieser Aufgabe dürfen Sie nicht einladen."))
        return data

    def offer(self) -> dict[str, object]:
        """Return what `invitations.invite` needs, with nothing that the role is not about."""
        data, role = self.cleaned_data, self.cleaned_data["role"]
        return {
            "role": role,
            "language": data["language"],
            "region": Region.objects.get(pk=data["region"]) if role == Role.COORDINATOR else None,
            "organisation": data["organisation"] if role in (Role.EDITOR, Role.ADVISOR) else None,
            "languages": data["languages"] if role == Role.TRANSLATOR else (),
        }
