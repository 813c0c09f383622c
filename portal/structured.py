"""schema.org data as a block in a page, for search engines."""

import json

from django.utils.safestring import SafeString, mark_safe

_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def as_data_block(data: dict[str, object]) -> SafeString:
    """Return JSON that cannot end its script element."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308 - escaped on this line
