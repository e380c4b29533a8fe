"""What Rasa does slowly for no gain, put right. Rasa 3.6 is the last of its line, so this will not be mended upstream.

Each remedy takes the place of one method, and answers as that does (tests/nlu/test_remedies.py).

| remedy | what Rasa does |
|---|---|
| `_validate` | checks, at every call of an action, the schema of the answers against JSON Schema itself |
| `_applied` | works out which events were not taken back, anew whenever somebody asks |
| `_copied` | copies slots, some thirty for every copy of a conversation, by way of pickling |
| `_resolve` | walks all classes of events, for every event it reads |
| `_is_empty` | builds an empty domain and writes out two, for every message |
| `_run` | lets dask plan the graph of components anew for every message and every prediction |

What has a hook of Rasa's own is done there: `nlu.tracker_store`, `nlu.action_endpoint`.
"""

from collections.abc import Callable
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import Any

import jsonschema
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses
from rasa.shared.utils.schemas.events import EVENT_SCHEMA


def _validator(schema: dict[str, Any]) -> Any:
    """The validator of a schema. The schemas are constants, so each is itself checked once."""
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


@lru_cache(maxsize=1)
def _answers() -> Any:
    """The validator of action servers' answers."""
    return _validator(RemoteAction.action_response_format_spec())


@lru_cache(maxsize=1)
def _kinds() -> dict[str, Any]:
    """A validator for each kind of event: an event must be of one kind, and its name tells of which."""
    kinds = EVENT_SCHEMA["oneOf"]
    return {kind["properties"]["event"]["const"]: _validator({**EVENT_SCHEMA, "oneOf": [kind]}) for kind in kinds}


def _validate(self: RemoteAction, result: dict[str, Any]) -> bool:
    """Stands in for `RemoteAction._validate_action_result`."""
    events = result.get("events") if isinstance(result, dict) else None
    # A sound event is not tried against the kinds it does not name; whatever is not sound takes Rasa's own way.
    if isinstance(events, list) and all(isinstance(event, dict) and _is_sound(event) for event in events):
        result = {**result, "events": []}
    fault = jsonschema.exceptions.best_match(_answers().iter_errors(result))
    if fault is not None:
        raise fault
    return True


def _is_sound(event: dict[str, Any]) -> bool:
    kind = _kinds().get(str(event.get("event")))
    return kind is not None and bool(kind.is_valid(event))


_applied_events = DialogueStateTracker.applied_events


def _applied(self: DialogueStateTracker) -> list[Event]:
    """Stands in for `DialogueStateTracker.applied_events`: worked out once for a state of the conversation."""
    state = (len(self.events), id(self.events[-1]) if self.events else 0)
    known = self.__dict__.get("_shimin_applied")
    if known is None or known[0] != state:
        known = self.__dict__["_shimin_applied"] = (state, _applied_events(self))
    return list(known[1])


def _copied(self: Slot) -> Slot:
    """A slot of its own with the same properties, as `copy.copy` gives."""
    twin: Slot = object.__new__(type(self))
    twin.__dict__.update(self.__dict__)
    return twin


_resolve_by_type: Callable[..., Any] = Event.resolve_by_type


@lru_cache(maxsize=1)
def _events() -> dict[str, Any]:
    """Every class of events by its name; of two with one name the first, as Rasa would find it."""
    return {kind.type_name: kind for kind in reversed(all_subclasses(Event))}


def _resolve(type_name: str, default: Any = None) -> Any:
    """Stands in for `Event.resolve_by_type`."""
    known = _events().get(type_name)
    return known if known is not None else _resolve_by_type(type_name, default)


_EMPTY = "_shimin_is_empty"
_domain_is_empty: Callable[[Domain], bool] = Domain.is_empty


def _is_empty(self: Domain) -> bool:
    """Stands in for `Domain.is_empty`; a domain is not changed once it is loaded."""
    if _EMPTY not in self.__dict__:
        self.__dict__[_EMPTY] = _domain_is_empty(self)
    return bool(self.__dict__[_EMPTY])


def _order(runner: DaskGraphRunner, targets: tuple[str, ...]) -> list[tuple[str, GraphNode, tuple[str, ...]]]:
    """The nodes that targets need, each after those it needs itself; planned once for a runner."""
    plans = runner.__dict__.setdefault("_shimin_plans", {})
    if targets not in plans:
        nodes = runner._graph_schema.minimal_graph_schema(list(targets)).nodes
        needs = {name: tuple(node.needs.values()) for name, node in nodes.items()}
        names = [name for name in TopologicalSorter(needs).static_order() if name in nodes]
        plans[targets] = [(name, runner._instantiated_nodes[name], needs[name]) for name in names]
    plan: list[tuple[str, GraphNode, tuple[str, ...]]] = plans[targets]
    return plan


def _run(
    self: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
) -> dict[str, Any]:
    """Stands in for `DaskGraphRunner.run`. What a node needs and nobody gives is passed as its name, as dask does."""
    wanted = tuple(targets or self._graph_schema.target_names)
    found: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
    try:
        for name, node, needs in _order(self, wanted):
            found[name] = node(*(found.get(need, need) for need in needs))
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
    return {name: found[name][1] for name in wanted}


def apply() -> None:
    """Puts the remedies in place, for the whole process."""
    RemoteAction._validate_action_result = _validate
    DialogueStateTracker.applied_events = _applied
    Slot.__copy__ = _copied
    Event.resolve_by_type = staticmethod(_resolve)
    Domain.is_empty = _is_empty
    DaskGraphRunner.run = _run
