"""What the lists of the desk can be asked for, and what can be done with several items at once."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from networks.models import InboxItem
from portal.models import OutgoingMail

MOST_AT_ONCE = 100
OUTCOME = _("Was daraus wurde")


class InboxFilter(forms.Form):
    """Choices of the inbox. `regions` are pairs of key and name."""

    STATES = (("", _("offen")), ("overdue", _("überfällig")), ("done", _("erledigt")), ("all", _("alle")))
    OWNERS = (("", _("alle")), ("me", _("ich")), ("none", _("noch niemand")))

    kind = forms.ChoiceField(label=_("Art"), required=False, choices=[("", _("alle")), *InboxItem.Kind.choices])
    state = forms.ChoiceField(label=_("Stand"), required=False, choices=STATES)
    region = forms.ChoiceField(label=_("Region"), required=False)
    owner = forms.ChoiceField(
        label=_("Zuständig"), required=False, choices=[("", _("alle")), ("me", _("ich")), ("none", _("noch niemand"))]
    )

    def __init__(self, *args: object, regions: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("alle")), *regions]


class BulkForm(forms.Form):
    """What to do with the chosen items. `colleagues` are the accounts they may be given to."""

    ACTIONS = (("take", _("Ich übernehme")), ("assign", _("An jemanden geben")), ("done", _("Erledigt")))

    items = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": _("Bitte wählen Sie zuerst Einträge aus.")})
    action = forms.ChoiceField(choices=ACTIONS)
    colleague = forms.TypedChoiceField(label=_("An wen?"), required=False, coerce=int, empty_value=None)
    outcome = forms.CharField(label=OUTCOME, required=False, max_length=300, widget=forms.TextInput(attrs={"dir": "auto"}))

    def __init__(self, *args: object, items: list[int], colleagues: list[User], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = [(pk, pk) for pk in items]
        self.fields["colleague"].choices = [("", _("bitte wählen")), *((user.pk, str(user)) for user in colleagues)]

    def clean(self) -> dict[str, object]:
        data = super().clean()
        if data.get("action") == "assign" and not data.get("colleague"):
            self.add_error("colleague", _("Bitte wählen Sie eine Person."))
        if data.get("action") == "done" and not str(data.get("outcome") or "").strip():
            self.add_error("outcome", _("Bitte schreiben Sie kurz, was daraus wurde."))
        return data


class MailFilter(forms.Form):
    """Choices of the mail list."""

    state = forms.ChoiceField(label=_("Stand"), required=False, choices=[("", _("alle")), *OutgoingMail.State.choices])
