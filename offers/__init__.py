"""Which help exists."""
