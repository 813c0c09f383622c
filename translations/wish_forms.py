"""What a reader sends who asks for a translation: nothing."""

from django import forms


class WishForm(forms.Form):
    """`company` is a trap: people do not see it, machines fill it in."""

    company = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data.get("company"))
