"""Budgets of machine translation in the operators' administration."""

from django.contrib import admin

from translations.models import MachineBudget


@admin.register(MachineBudget)
class MachineBudgetAdmin(admin.ModelAdmin):
    list_display = ("region", "characters")
    autocomplete_fields = ("region",)
