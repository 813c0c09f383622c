"""Organisations and advisors in the operators' administration."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from modeltranslation.admin import TranslationTabularInline

from networks.inbox import close_all
from networks.models import (
    Advisor,
    AdvisorChannel,
    AdvisorLanguage,
    Competence,
    Contact,
    FormerAddress,
    Organisation,
    OrganisationKind,
    OrganisationLanguage,
    Place,
    Responsibility,
)
from networks.search_rows import forget_advisor, forget_organisation, refresh_advisor, refresh_organisation
from translations.admin import KeepsTexts


def save_edited(row: Model, form: ModelForm, save: Callable[[], None]) -> None:
    """Save what an operator has changed as the editors do: a new version, a local edit that no list overwrites."""
    row.version += 1
    if hasattr(row, "edited_here"):
        row.edited_here = True
    save()


def _close_about(profile: Organisation | Advisor, request: HttpRequest) -> None:
    """Close what waits in the inbox about a profile that is about to be deleted, and about claims on it: nobody could decide it."""
    close_all(profile._meta.label_lower, profile.pk, by=request.user)
    for pk in profile.claims.values_list("pk", flat=True):
        close_all("networks.profileclaim", pk, by=request.user)


class ContactInline(TranslationTabularInline):
    model = Contact
    extra = 0


class PlaceInline(TranslationTabularInline):
    model = Place
    extra = 0


class OrganisationLanguageInline(admin.TabularInline):
    model = OrganisationLanguage
    extra = 0


class AdvisorLanguageInline(admin.TabularInline):
    model = AdvisorLanguage
    extra = 0


class AdvisorChannelInline(admin.TabularInline):
    model = AdvisorChannel
    extra = 0


class CompetenceInline(admin.TabularInline):
    model = Competence
    extra = 0


class OfOrganisationInline(admin.TabularInline):
    """What an organisation is responsible for."""

    model = Responsibility
    extra = 0
    exclude = ("advisor",)
    autocomplete_fields = ("region",)


class OfAdvisorInline(admin.TabularInline):
    """What an advisor is responsible for."""

    model = Responsibility
    extra = 0
    exclude = ("organisation",)
    autocomplete_fields = ("region",)


class FormerAddressInline(admin.TabularInline):
    model = FormerAddress
    extra = 0
    fields = ("slug",)


@admin.register(Organisation)
class OrganisationAdmin(KeepsTexts):
    list_display = ("name", "kind", "state")
    list_filter = ("state", "kind")
    list_select_related = ("kind",)
    search_fields = ("name", "short_name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("parent", "regions")
    # Archiving asks first whether offers hang on it: at the desk, see networks.archiving.
    # The logo goes through the editor, which re-encodes it and drops its metadata.
    readonly_fields = ("state", "claim_state", "confirmed_on", "logo")
    inlines = (ContactInline, PlaceInline, OrganisationLanguageInline, OfOrganisationInline, FormerAddressInline)

    def save_model(self, request: HttpRequest, obj: Organisation, form: ModelForm, change: bool) -> None:
        save_edited(obj, form, lambda: super(OrganisationAdmin, self).save_model(request, obj, form, change))

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """The search rows belong into the transaction that saves."""
        super().save_related(request, form, formsets, change)
        refresh_organisation(form.instance)

    def delete_model(self, request: HttpRequest, obj: Organisation) -> None:
        _close_about(obj, request)
        forget_organisation(obj.pk)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Organisation]) -> None:
        with transaction.atomic():
            for organisation in queryset:
                self.delete_model(request, organisation)


@admin.register(Advisor)
class AdvisorAdmin(KeepsTexts):
    list_display = ("display_name", "visibility", "state", "claim_state", "confirmed_on")
    list_filter = ("state", "visibility", "claim_state")
    search_fields = ("display_name", "slug", "organisations__name")
    prepopulated_fields = {"slug": ("display_name",)}
    autocomplete_fields = ("organisations", "regions", "deputy", "user")
    # The photo goes through the profile's editor, which re-encodes it and asks for consent.
    readonly_fields = ("photo", "photo_consent_at", "claim_state", "confirmed_on", "is_example")
    inlines = (AdvisorLanguageInline, AdvisorChannelInline, CompetenceInline, OfAdvisorInline, FormerAddressInline)

    def save_model(self, request: HttpRequest, obj: Advisor, form: ModelForm, change: bool) -> None:
        save_edited(obj, form, lambda: super(AdvisorAdmin, self).save_model(request, obj, form, change))

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """The search rows belong into the transaction that saves."""
        super().save_related(request, form, formsets, change)
        refresh_advisor(form.instance)

    def delete_model(self, request: HttpRequest, obj: Advisor) -> None:
        _close_about(obj, request)
        forget_advisor(obj.pk)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Advisor]) -> None:
        with transaction.atomic():
            for advisor in queryset:
                self.delete_model(request, advisor)


@admin.register(Responsibility)
class ResponsibilityAdmin(admin.ModelAdmin):
    list_display = ("topic", "phase", "region", "advisor", "organisation", "role", "state", "valid_until")
    list_filter = ("state", "role", "topic")
    list_select_related = ("topic", "region", "advisor", "organisation")
    autocomplete_fields = ("advisor", "organisation", "region")

    def save_model(self, request: HttpRequest, obj: Responsibility, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        _refresh_owner(obj)

    def delete_model(self, request: HttpRequest, obj: Responsibility) -> None:
        super().delete_model(request, obj)
        _refresh_owner(obj)


def _refresh_owner(responsibility: Responsibility) -> None:
    if responsibility.advisor is not None:
        refresh_advisor(responsibility.advisor)
    if responsibility.organisation is not None:
        refresh_organisation(responsibility.organisation)


@admin.register(OrganisationKind)
class OrganisationKindAdmin(KeepsTexts):
    list_display = ("name_de", "code", "sphere")


@admin.register(Contact)
class ContactAdmin(KeepsTexts):
    list_display = ("organisation", "label_de", "phone", "email")
    list_select_related = ("organisation",)
    search_fields = ("phone", "email", "organisation__name")


@admin.register(Place)
class PlaceAdmin(KeepsTexts):
    list_display = ("organisation", "street", "postcode", "city")
    list_select_related = ("organisation",)
    search_fields = ("street", "city", "organisation__name")
