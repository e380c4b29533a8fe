"""How far an understanding can be trusted, as it travels with a message."""

BAND = "band"
"""Message property: one of the three below; absent where nothing was classified (a pressed button)."""
SURE, NEAR, FAR = "sure", "near", "far"
