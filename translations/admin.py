"""The operators' administration: what is written there leaves true states of texts, as the editors do; budgets of machine translation."""

from django.contrib import admin
from django.db.models import Model
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin

from portal.admin import RegionAdmin
from portal.models import Region
from portal.texts import text_models
from translations.following import follow, texts_before
from translations.models import MachineBudget
from translations.texts import Former


def _stored(row: Model) -> Former:
    """Return the texts as they stand in the database, not as the form has set them."""
    found = type(row)._default_manager.filter(pk=row.pk).first() if row.pk is not None else None
    return texts_before(found) if found is not None else Former()


class KeepsTexts(TranslationAdmin):
    """States of texts follow what an operator writes, in the row and in the rows below it."""

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        former = _stored(obj)
        super().save_model(request, obj, form, change)
        follow(obj, former)

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: BaseModelFormSet, change: bool) -> None:
        """The rows below are saved, then their states."""
        rows = [each.instance for each in formset.forms if each.has_changed()] if formset.model in text_models() else []
        former = [(row, _stored(row)) for row in rows]
        super().save_formset(request, form, formset, change)
        for row, texts in former:
            # One that was ticked to be deleted has no key any more.
            if row.pk is not None:
                follow(row, texts)


admin.site.unregister(Region)


@admin.register(Region)
class TranslatedRegionAdmin(KeepsTexts, RegionAdmin):
    """Regions."""


@admin.register(MachineBudget)
class MachineBudgetAdmin(admin.ModelAdmin):
    list_display = ("region", "characters")
    autocomplete_fields = ("region",)
