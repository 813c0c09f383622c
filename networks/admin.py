"""Organisations in the operators' administration."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin, TranslationTabularInline

from networks.models import Contact, Organisation, OrganisationKind, Place


class ContactInline(TranslationTabularInline):
    model = Contact
    extra = 0


class PlaceInline(TranslationTabularInline):
    model = Place
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(TranslationAdmin):
    list_display = ("name", "kind", "state")
    list_filter = ("state", "kind")
    list_select_related = ("kind",)
    search_fields = ("name", "short_name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("parent", "regions")
    # Archiving asks first whether offers hang on it: see offers.actions.archive_organisation.
    readonly_fields = ("state", "claim_state", "confirmed_on")
    inlines = (ContactInline, PlaceInline)


@admin.register(OrganisationKind)
class OrganisationKindAdmin(TranslationAdmin):
    list_display = ("name_de", "code", "sphere")


@admin.register(Contact)
class ContactAdmin(TranslationAdmin):
    list_display = ("organisation", "label_de", "phone", "email")
    list_select_related = ("organisation",)
    search_fields = ("phone", "email", "organisation__name")


@admin.register(Place)
class PlaceAdmin(TranslationAdmin):
    list_display = ("organisation", "street", "postcode", "city")
    list_select_related = ("organisation",)
    search_fields = ("street", "city", "organisation__name")
