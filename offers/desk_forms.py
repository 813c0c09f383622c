"""Small forms of the desk: a word why, an end with its reason."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from offers.models import Offer
from portal.pickers import NOT_SAID


class CommentForm(forms.Form):
    comment = forms.CharField(
        label=_("Was fehlt noch?"),
        help_text=_("Die Person, die den Text geschrieben hat, liest diese Worte."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": _("Bitte schreiben Sie, was noch fehlt.")},
    )


class ArchiveForm(forms.Form):
    reason = forms.CharField(
        label=_("Grund"),
        help_text=_("Dieser Satz steht auf der Seite des Angebots."),
        max_length=160,
        error_messages={"required": _("Bitte nennen Sie den Grund.")},
    )
    successor = forms.ModelChoiceField(label=_("Nachfolger"), queryset=None, required=False, empty_label=NOT_SAID)

    def __init__(self, *args: object, successors: QuerySet[Offer], **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["successor"].queryset = successors.order_by("official_name")
