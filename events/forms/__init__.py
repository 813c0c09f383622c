"""Forms of events, one module a part."""
