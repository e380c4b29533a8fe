"""Stands in for TensorFlow, which Rasa 3.6 imports but our pipeline never uses.

Rasa needs names to exist when its modules are imported: base classes (`tf.keras.layers.Layer`), annotations
(`tf.Tensor`) and submodules (`tensorflow.keras.backend`). Every such name is a class here. Calling one is the sign
that somebody configured a component which needs the real thing, and raises `TensorFlowMissingError`.
"""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

STOOD_IN = ("tensorflow", "keras")


class TensorFlowMissingError(ImportError):
    """TensorFlow was really called.

    An ImportError, because libraries that probe for TensorFlow (thinc does) then go on without it.
    """

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} was called, but the brain runs without TensorFlow. Components such as DIETClassifier, TEDPolicy, "
            "UnexpecTEDIntentPolicy, ResponseSelector and LanguageModelFeaturizer need it; "
            "use the ones of config.yml, or see docs/adr/0002-rasa-without-tensorflow.md."
        )


class _Meta(type):
    """Makes a stand-in class answer for any attribute, and refuse to be called."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _stand_in(f"{cls.__module__}.{cls.__qualname__}.{name}")

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        raise TensorFlowMissingError(f"{cls.__module__}.{cls.__qualname__}")


def _stand_in(dotted: str) -> _Meta:
    """The class that stands in for a dotted name."""
    module, _, name = dotted.rpartition(".")
    return _Meta(name, (), {"__module__": module})


class _Module(ModuleType):
    """A module in which every public name is a stand-in class."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = _stand_in(f"{self.__name__}.{name}")
        setattr(self, name, value)
        return value


class _Finder(MetaPathFinder, Loader):
    """Finds every submodule of the packages stood in for."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of a stood-in submodule; None for everybody else's modules."""
        top, dot, _ = fullname.partition(".")
        return ModuleSpec(fullname, self, is_package=True) if dot and top in STOOD_IN else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """An empty module that answers for any name."""
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


def answer_for(package: str) -> None:
    """Makes an imported package answer for any attribute and any submodule."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.append(_Finder())
    sys.modules[package].__class__ = _Module


answer_for(__name__)
