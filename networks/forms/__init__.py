"""Forms of the network: one module a page."""
