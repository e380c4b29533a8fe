"""Insurance cover: which policies a citizen holds, and what they would pay for an event."""
