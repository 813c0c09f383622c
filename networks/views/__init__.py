"""Pages of the network: one module a group of pages."""
