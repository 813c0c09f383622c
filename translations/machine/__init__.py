"""Machine translation: off unless an installation names a service. Results are never shown as a person's work."""
