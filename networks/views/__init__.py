"""Pages about organisations and advisors: one module a group of pages."""
