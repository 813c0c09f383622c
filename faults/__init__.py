"""Break things on purpose: a mail server that misbehaves on order, and runs that count what is left. See `make faults`."""
