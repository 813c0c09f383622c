"""The product's addresses, and the floors beside them: the least that such a page can cost here."""

from django.urls import path

from benchmarks import floors
from portal.urls import urlpatterns as product

urlpatterns = [
    path("bench/hello/", floors.hello),
    path("de/bench/list/", floors.bare_list),
    path("de/bench/detail/", floors.bare_detail),
    *product,
]
