"""Offers and organisations as lists (resources of django-import-export): what each of the two does on its own."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from exchange.base import ListResource, Task, wider_keys
from exchange.lookups import free_slug
from exchange.models import Target
from exchange.tables import offer_columns, organisation_columns
from networks.access import coordinates_organisation, organisations_of
from networks.models import Contact, Organisation, Place
from networks.search_rows import refresh_organisation
from offers.access import visible_to
from offers.actions import refresh_search, refresh_search_of, set_requirements
from offers.models import PUBLIC_STATES, Cost, Offer, OfferStep, State, default_verify_days

# What belongs to the provider and is found or made by its parts.
_PARTS = {"contact": (Contact, ("phone", "email")), "place": (Place, ("name", "street", "postcode", "city"))}


class OfferResource(ListResource):
    """Offers. New ones become drafts; nothing is published by a list."""

    source_field, name_field = "source_name", "official_name"
    required = ("official_name", "kind")

    class Meta(ListResource.Meta):
        model = Offer
        fields = ()

    def __init__(self, task: Task) -> None:
        super().__init__(task, offer_columns())
        self._wider = wider_keys(task.user)
        self._providers: dict[int, tuple[bool, bool]] = {}

    def visible(self) -> QuerySet[Offer]:
        mine = visible_to(self.task.user).values("pk")
        return Offer.objects.filter(models.Q(state__in=PUBLIC_STATES) | models.Q(pk__in=mine))

    @staticmethod
    def prepared(queryset: QuerySet) -> QuerySet:
        links = ("regions", "topics", "documents", "co_providers", "requires", "languages", "links")
        return queryset.select_related("provider", "contact", "place").prefetch_related(*links)

    def begin(self, instance: Offer, row: dict[str, str]) -> None:
        instance.state, instance.collected, instance.created_by = State.DRAFT, True, self.task.user
        instance.cost = Cost.UNKNOWN

    def problems(self, instance: Offer, row: dict[str, str], new: bool) -> Iterable[tuple[str, str]]:
        yield from super().problems(instance, row, new)
        wanted = instance.__dict__.get("wanted", {})
        if wanted.get("regions") and not self.may_use(wanted["regions"]):
            yield "regions", _("Diese Region ist nicht Ihre. Bitte löschen Sie die Zeile, oder fragen Sie die Koordination dort.")
        if instance.valid_from and instance.valid_until and instance.valid_from > instance.valid_until:
            yield "valid_until", _("„Gilt bis“ liegt vor „gilt ab“.")
        works_here, is_ours = self._provider_rights(instance.provider_id)
        if instance.provider_id and "provider" in wanted and not works_here:
            yield "provider", _("Dieser Anbieter arbeitet nicht in Ihrer Region.")
        for relation, (model, parts) in _PARTS.items():
            yield from self._part_problems(instance, relation, model, parts, is_ours)
        if instance.is_public and not new and self.changes:
            try:
                instance.validate_constraints()
            except ValidationError as error:
                yield "", " ".join(error.messages)

    def _provider_rights(self, pk: int | None) -> tuple[bool, bool]:
        """Return whether the provider works where the account coordinates, and whether the account coordinates it."""
        if not pk:
            return False, False
        if pk not in self._providers:
            provider = Organisation.objects.get(pk=pk)
            regions = {region.pk for region in provider.regions.all()}
            self._providers[pk] = (bool(regions & self._wider), coordinates_organisation(self.task.user, provider))
        works_here, is_ours = self._providers[pk]
        return works_here or is_ours, is_ours

    def _part_problems(
        self, instance: Offer, relation: str, model: Any, parts: tuple[str, ...], is_ours: bool
    ) -> Iterable[tuple[str, str]]:
        values = self._part_values(instance, relation, parts)
        if values is None or not any(values.values()):
            return
        column = next(f"{relation}_{part}" for part in parts if values[part] or part == parts[-1])
        if not instance.provider_id:
            yield column, _("Ein Kontakt oder Ort braucht einen Anbieter.")
        elif relation == "place" and not values["city"]:
            yield "place_city", _("Hier fehlt etwas. Bitte füllen Sie die Zelle aus.")
        elif relation == "place" and values["postcode"] and not (values["postcode"].isdigit() and len(values["postcode"]) == 5):
            yield "place_postcode", _("Eine Postleitzahl hat fünf Ziffern.")
        elif not is_ours and not model.objects.filter(organisation=instance.provider_id, **values).exists():
            yield column, _("Diesen Anbieter verwalten Sie nicht: Sie können nur nennen, was bei ihm schon steht.")

    @staticmethod
    def _part_values(instance: Offer, relation: str, parts: tuple[str, ...]) -> dict[str, str] | None:
        """Return the contact or place that is wanted; None when the list says nothing about it."""
        wanted = instance.__dict__.get("wanted", {})
        if not any(f"{relation}_{part}" in wanted for part in parts):
            return None
        here = None if instance.is_new_here else getattr(instance, relation)
        return {part: wanted.get(f"{relation}_{part}", getattr(here, part, "") if here else "") for part in parts}

    def before_save_instance(self, instance: Offer, row: dict[str, str], *, dry_run: bool = False, **kwargs: Any) -> None:
        if instance.is_new_here and "verify_after_days" not in row:
            instance.verify_after_days = default_verify_days(instance.kind)
        super().before_save_instance(instance, row, dry_run=dry_run)
        if not dry_run:
            for relation, (model, parts) in _PARTS.items():
                self._attach(instance, relation, model, parts)

    def _attach(self, instance: Offer, relation: str, model: Any, parts: tuple[str, ...]) -> None:
        """Find the contact or place at the provider, or make it."""
        values = self._part_values(instance, relation, parts)
        if values is None:
            return
        found = None
        if any(values.values()):
            found = model.objects.filter(organisation=instance.provider_id, **values).order_by("pk").first()
            found = found or model.objects.create(organisation_id=instance.provider_id, **values)
        setattr(instance, relation, found)

    def slug_for(self, instance: Offer, row: dict[str, str]) -> str:
        return free_slug(Offer, slugify(row.get("slug") or instance.official_name), self._slugs)

    def finish_row(self, instance: Offer, changed: dict[str, tuple[str, str]]) -> None:
        if instance.is_public:
            OfferStep.objects.create(offer=instance, step=OfferStep.Step.CHANGED, by=self.task.user, comment=self.task.source)
            refresh_search(instance)

    def link(self, instance: Offer, name: str, others: list[Offer]) -> None:
        set_requirements(instance, required=others)


class OrganisationResource(ListResource):
    """Organisations. New ones stand as not yet claimed, with what the list says."""

    source_field, name_field = "source", "name"
    required = ("name", "kind")

    class Meta(ListResource.Meta):
        model = Organisation
        fields = ()

    def __init__(self, task: Task) -> None:
        super().__init__(task, organisation_columns())
        self._written: list[int] = []
        self._renamed: list[int] = []

    def visible(self) -> QuerySet[Organisation]:
        mine = organisations_of(self.task.user).values("pk")
        return Organisation.objects.filter(models.Q(state=Organisation.State.ACTIVE) | models.Q(pk__in=mine))

    @staticmethod
    def prepared(queryset: QuerySet) -> QuerySet:
        return queryset.select_related("parent", "kind").prefetch_related("regions", "languages", "contacts", "places")

    def problems(self, instance: Organisation, row: dict[str, str], new: bool) -> Iterable[tuple[str, str]]:
        yield from super().problems(instance, row, new)
        wanted = instance.__dict__.get("wanted", {})
        if wanted.get("regions") and not self.may_use(wanted["regions"]):
            yield "regions", _("Diese Region ist nicht Ihre. Bitte löschen Sie die Zeile, oder fragen Sie die Koordination dort.")
        if instance.mail_domain and "mail_domain" in row:
            try:
                constraint = next(each for each in instance._meta.constraints if each.name == "organisation_mail_domain")
                constraint.validate(Organisation, instance)
            except ValidationError as error:
                yield "mail_domain", " ".join(error.messages)

    def slug_for(self, instance: Organisation, row: dict[str, str]) -> str:
        return free_slug(Organisation, slugify(row.get("slug") or instance.name), self._slugs)

    def finish_row(self, instance: Organisation, changed: dict[str, tuple[str, str]]) -> None:
        self._written.append(instance.pk)
        if not instance.is_new_here and {"name", "short_name", "aliases", "formerly"} & set(changed):
            self._renamed.append(instance.pk)

    def finish(self) -> None:
        """Besides: write the search rows, last of all. New words keep whoever saves the same ones waiting until the list is in."""
        super().finish()
        for body in Organisation.objects.filter(pk__in=self._written).select_related("kind").order_by("pk"):
            refresh_organisation(body)
        refresh_search_of(Offer.objects.filter(models.Q(provider__in=self._renamed) | models.Q(co_providers__in=self._renamed)))

    def link(self, instance: Organisation, name: str, others: list[Organisation]) -> None:
        """Set what it belongs to. Raises ValidationError when that would lead back to itself."""
        parent = above = others[0] if others else None
        while above is not None:
            if above.pk == instance.pk:
                raise ValidationError(_("Diese Organisationen gehören sich im Kreis."))
            above = above.parent
        instance.parent = parent
        instance.save()


def resource_for(target: str, task: Task) -> ListResource:
    """Return the resource of one of the two lists."""
    return OfferResource(task) if target == Target.OFFERS else OrganisationResource(task)
