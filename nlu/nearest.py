"""The taught examples that are most like a text: what an operator wants to see before teaching another one."""

from typing import Any

import numpy as np

from nlu.encoder import encode
from nlu.intents import IntentModel
from nlu.wording import written


def nearest(model: IntentModel, examples: list[str], text: str, count: int) -> list[dict[str, Any]]:
    """The nearest examples with their intents and cosine likeness, the most alike first.

    Args:
        model: the trained model.
        examples: the texts it was taught, in the order of its neighbours.
        text: the text in question.
        count: how many to tell.
    """
    neighbours = model.neighbours
    likeness = neighbours.likeness(encode([written(text)]))[0]
    order = np.argsort(-likeness, kind="stable")[:count]
    return [
        {
            "text": examples[place],
            "intent": model.linear.intents[neighbours.labels[place]],
            "likeness": round(float(likeness[place]), 4),
        }
        for place in order
    ]
