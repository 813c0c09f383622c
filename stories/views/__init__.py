"""Pages of stories and awards, public and at the desk."""
