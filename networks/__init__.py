"""Who helps: organisations and how to reach them."""
