"""Why an organisation ends, and whether what it has in public ends with it."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ArchiveForm(forms.Form):
    reason = forms.CharField(
        label=_("Grund"),
        help_text=_("Wer die Organisation übernehmen wollte, liest diesen Satz. Er steht auch bei ihren Angeboten."),
        max_length=160,
        error_messages={"required": _("Bitte nennen Sie den Grund.")},
    )
    public_too = forms.BooleanField(label=_("Auch ihre Angebote archivieren"), required=False)

    def __init__(self, *args: object, public: int, **options: object) -> None:
        super().__init__(*args, **options)
        if not public:
            del self.fields["public_too"]
