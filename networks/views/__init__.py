"""Pages about organisations and advisors."""
