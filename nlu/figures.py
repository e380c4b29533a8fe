"""What `/metrics` tells: turns by outcome and the time they took, in Prometheus' text format.

A few lines of our own: the client library is not among Rasa's pins, and one counter and one histogram need none.
"""

from collections import Counter

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histogram, in seconds."""


class Figures:
    """Counts turns."""

    def __init__(self) -> None:
        """Begins at nothing."""
        self._outcomes: Counter = Counter()
        self._buckets: Counter = Counter()
        self._seconds = 0.0

    def turn(self, outcome: str, seconds: float) -> None:
        """Counts one turn."""
        self._outcomes[outcome] += 1
        self._seconds += seconds
        for bound in BUCKETS:
            self._buckets[bound] += seconds <= bound

    def exposition(self) -> str:
        """All figures as text."""
        total = sum(self._outcomes.values())
        lines: list[str] = [
            "# HELP shimin_brain_turns_total Turns played by the brain, by outcome.",
            "# TYPE shimin_brain_turns_total counter",
            *(
                f'shimin_brain_turns_total{{outcome="{name}"}} {count}'
                for name, count in sorted(self._outcomes.items())
            ),
            "# HELP shimin_brain_turn_seconds Time a turn took in the brain, actions included.",
            "# TYPE shimin_brain_turn_seconds histogram",
            *(f'shimin_brain_turn_seconds_bucket{{le="{bound}"}} {self._buckets[bound]}' for bound in BUCKETS),
            f'shimin_brain_turn_seconds_bucket{{le="+Inf"}} {total}',
            f"shimin_brain_turn_seconds_sum {self._seconds:.6f}",
            f"shimin_brain_turn_seconds_count {total}",
        ]
        return "\n".join(lines) + "\n"
