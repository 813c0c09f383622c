"""Forms of stories and awards."""
