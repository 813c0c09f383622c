"""Lists that come in and go out: offers and organisations as CSV or XLSX."""
