"""What the matchers find in a message."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Match:
    """An entity with its canonical value, and where it was said (character offsets, `end` exclusive)."""

    entity: str
    value: str | int
    start: int
    end: int

    def overlaps(self, start: int, end: int) -> bool:
        """Whether the match shares a character with a span."""
        return self.start < end and start < self.end


def longest(found: Iterable[Match]) -> list[Match]:
    """Keeps the longest of overlapping matches, the earlier at a tie; different entities on the very same span all stay."""
    kept: list[Match] = []
    for match in sorted(found, key=lambda one: (one.start - one.end, one.start, one.entity, str(one.value))):
        rivals = [other for other in kept if other.overlaps(match.start, match.end)]
        same_span = all((other.start, other.end) == (match.start, match.end) for other in rivals)
        if same_span and all(other.entity != match.entity for other in rivals):
            kept.append(match)
    return sorted(kept, key=lambda one: (one.start, one.entity))
