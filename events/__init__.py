"""Events: when people meet, who comes, and what they are told."""
