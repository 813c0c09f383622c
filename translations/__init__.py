"""Which text is ready in which language."""
