"""What the report pages draw: confidences, the confusion matrix, F1 by intent."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from nlu.measures import Judged, f1_of

BINS = 20
Json = dict[str, Any]


def pictures(judged: Mapping[str, Sequence[Judged]], live: Mapping[str, Sequence[Judged]] | None = None) -> Json:
    """The figures behind the pictures, from judged messages of each language."""
    matrix = Counter((one.intent, str(one.guess)) for messages in judged.values() for one in messages)
    return {
        "histogram": {language: histogram(messages) for language, messages in judged.items()},
        "matrix": [[meant, got, count] for (meant, got), count in sorted(matrix.items())],
        "intents": {
            language: [
                {
                    "intent": intent,
                    "f1": f1_of(intent, messages),
                    "live_f1": f1_of(intent, live[language]) if live else None,
                    "support": support,
                }
                for intent, support in sorted(Counter(one.intent for one in messages).items())
            ]
            for language, messages in judged.items()
        },
    }


def histogram(judged: Sequence[Judged], bins: int = BINS) -> Json:
    """How many messages were understood rightly and wrongly in each band of confidence."""
    counts: dict[str, list[int]] = {"right": [0] * bins, "wrong": [0] * bins}
    for one in judged:
        place = min(int(one.confidence * bins), bins - 1)
        counts["right" if one.guess == one.intent else "wrong"][place] += 1
    return counts
