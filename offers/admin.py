"""Offers in the operators' administration. States change through actions only, so that every rule holds here too."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationTabularInline

from networks.admin import OrganisationAdmin, save_edited
from networks.models import Organisation
from offers import actions, workflow
from offers.models import DocumentItem, Offer, OfferLanguage, OfferLink, OfferReport, State
from portal.admin import TopicAdmin
from portal.models import Topic
from translations.admin import KeepsTexts


class LanguageInline(TranslationTabularInline):
    model = OfferLanguage
    extra = 0


class LinkInline(TranslationTabularInline):
    model = OfferLink
    extra = 0


class OfferForm(ModelForm):
    """Checks the rules of the whole row: the state cannot be edited here, but what a public offer needs must stay."""

    def _post_clean(self) -> None:
        super()._post_clean()
        try:
            self.instance.validate_constraints()
        except ValidationError as error:
            self.add_error(None, error.messages)


@admin.register(Offer)
class OfferAdmin(KeepsTexts):
    form = OfferForm
    list_display = ("official_name", "state", "kind", "provider", "verified_on", "state_reason")
    list_filter = ("state", "kind", "collected")
    list_select_related = ("provider",)
    search_fields = ("official_name", "title_de", "slug")
    prepopulated_fields = {"slug": ("official_name",)}
    autocomplete_fields = ("provider", "co_providers", "requires", "regions", "successor", "contact", "place")
    readonly_fields = ("state", "verified_on", "verified_by", "created_at", "changed_at")
    inlines = (LanguageInline, LinkInline)
    actions = ("publish_chosen", "verify_chosen", "archive_chosen")

    def save_model(self, request: HttpRequest, obj: Offer, form: ModelForm, change: bool) -> None:
        save_edited(obj, form, lambda: super(OfferAdmin, self).save_model(request, obj, form, change))

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """The search rows belong into the transaction that saves, and steps must not lead in a circle."""
        required = list(form.cleaned_data.pop("requires", ()))
        super().save_related(request, form, formsets, change)
        try:
            actions.set_requirements(form.instance, required=required)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        actions.refresh_search(form.instance)

    @admin.action(description=gettext_lazy("Veröffentlichen und als geprüft merken"))
    def publish_chosen(self, request: HttpRequest, queryset: QuerySet[Offer]) -> None:
        for offer in queryset:
            try:
                with transaction.atomic():
                    workflow.publish_directly(offer, by=request.user)
            except ValidationError as error:
                self.message_user(request, f"{offer}: {' '.join(error.messages)}", messages.ERROR)
            else:
                self.message_user(request, _("Veröffentlicht: %(offer)s") % {"offer": offer}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Als „zu prüfen“ zeigen"))
    def verify_chosen(self, request: HttpRequest, queryset: QuerySet[Offer]) -> None:
        for offer in queryset.filter(state=State.PUBLISHED):
            actions.mark_to_verify(offer, reason=_("zu prüfen"))

    @admin.action(description=gettext_lazy("Archivieren: das Angebot ist beendet"))
    def archive_chosen(self, request: HttpRequest, queryset: QuerySet[Offer]) -> None:
        for offer in queryset.exclude(state=State.ARCHIVED):
            workflow.archive(offer, by=request.user, reason=_("beendet"))

    def delete_model(self, request: HttpRequest, obj: Offer) -> None:
        with transaction.atomic():
            actions.forget(obj, by=request.user)
            obj.delete()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Offer]) -> None:
        with transaction.atomic():
            for offer in queryset:
                self.delete_model(request, offer)


admin.site.unregister(Organisation)
admin.site.unregister(Topic)


@admin.register(Organisation)
class ProviderAdmin(OrganisationAdmin):
    """Organisations, with what their offers need: their names are part of the search."""

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        actions.refresh_search_of(Offer.objects.filter(Q(provider=form.instance) | Q(co_providers=form.instance)))


@admin.register(Topic)
class SearchedTopicAdmin(KeepsTexts, TopicAdmin):
    """Topics, whose names and words are part of the search of every offer on them."""

    def save_model(self, request: HttpRequest, obj: Topic, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        actions.refresh_search_of(Offer.objects.filter(topics=obj))


@admin.register(DocumentItem)
class DocumentItemAdmin(KeepsTexts):
    list_display = ("name_de", "code")
    search_fields = ("name_de", "code")


@admin.register(OfferReport)
class OfferReportAdmin(admin.ModelAdmin):
    list_display = ("created_at", "offer", "language", "text", "done_at")
    list_filter = (("done_at", admin.EmptyFieldListFilter), "language")
    list_select_related = ("offer",)
    readonly_fields = ("offer", "text", "email", "language", "created_at", "done_at")
    actions = ("mark_done",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.action(description=gettext_lazy("Als erledigt merken"))
    def mark_done(self, request: HttpRequest, queryset: QuerySet[OfferReport]) -> None:
        for pk in queryset.filter(done_at__isnull=True).values_list("pk", flat=True):
            actions.finish_report(pk, by=request.user, outcome=_("erledigt"))
