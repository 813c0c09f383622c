"""Texts on their way to translators outside and back: XLIFF 2.0 and 1.2 for their tools, CSV for those without."""
