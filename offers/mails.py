"""The messages of this app: one function that stores each, one that writes it at the moment of sending."""


def register() -> None:
    """Name this app's messages."""
