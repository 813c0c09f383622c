"""Pages of events, one module a part."""
