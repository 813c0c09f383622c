"""Words that cannot be the last part of a page's address, because an address of ours stands there."""

# A test walks through all addresses and says which word is missing here.
RESERVED = frozenset({"bulk", "feed", "month", "new", "past", "preview", "registration", "similar", "still-right", "yours"})
