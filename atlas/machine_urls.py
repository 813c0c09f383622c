"""Addresses for machines: sitemaps and robots.txt have no language prefix."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from atlas.sitemaps import SITEMAPS
from atlas.views import robots, sitemap_index

urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap_index, name="sitemap_index"),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
]
