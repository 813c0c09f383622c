"""Our lists as CSV and XLSX: row by row, so that a long one needs no more memory than a short one."""

from collections.abc import Iterator

from django.db.models import QuerySet

from exchange.base import ListResource
from portal.formulas import escape, storable

AT_ONCE = 200


def table(resource: ListResource, queryset: QuerySet) -> Iterator[list[str]]:
    """Yield the names of our columns, then each row; nothing in it is a formula."""
    columns = list(resource.fields.values())
    yield [column.name for column in columns]
    for instance in resource.prepared(queryset).iterator(chunk_size=AT_ONCE):
        yield [escape(storable(column.export(instance))) for column in columns]
