"""Shared lists in the operators' administration."""

from django.contrib import admin
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin

from portal.models import Region, SearchMiss, Synonym, Topic


@admin.register(Region)
class RegionAdmin(TranslationAdmin):
    list_display = ("key", "name_de", "kind")
    list_filter = ("kind",)
    search_fields = ("key", "name_de")
    autocomplete_fields = ("parts",)


@admin.register(Topic)
class TopicAdmin(TranslationAdmin):
    list_display = ("name_de", "code", "position")


@admin.register(Synonym)
class SynonymAdmin(admin.ModelAdmin):
    list_display = ("__str__", "shipped")
    search_fields = ("words",)


@admin.register(SearchMiss)
class SearchMissAdmin(admin.ModelAdmin):
    list_display = ("words", "language", "day", "count")
    list_filter = ("language",)
    ordering = ("-count", "-day")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SearchMiss | None = None) -> bool:
        return False
