"""The stand-in for TensorFlow: there when imported, loud when called."""

import importlib
import subprocess
import sys

import pytest


def test_names_that_rasa_needs_are_there() -> None:
    import keras
    import tensorflow as tf
    from tensorflow import Tensor, TensorShape
    from tensorflow.keras import backend
    from tensorflow.keras.utils import Sequence
    from tensorflow.python.eager.wrap_function import WrappedFunction
    from tensorflow.types.experimental import TensorLike

    class Layer(tf.keras.layers.Layer):
        """As Rasa's own layers do."""

    for name in (keras.Model, Tensor, TensorShape, backend.epsilon, Sequence, WrappedFunction, TensorLike):
        assert isinstance(name, type)
    assert not isinstance(3, tf.Tensor)


@pytest.mark.parametrize(
    "name",
    ["keras.Model", "tensorflow.keras.layers.Dense", "tensorflow.constant", "tensorflow.config.list_physical_devices"],
)
def test_a_call_says_what_is_missing(name: str) -> None:
    top, *rest = name.split(".")
    found = importlib.import_module(top)
    for part in rest:
        found = getattr(found, part)
    with pytest.raises(ImportError, match="docs/adr/0002-rasa-without-tensorflow"):
        found(1)


def test_other_modules_are_still_missing() -> None:
    import tensorflow  # noqa: F401

    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("no_such_module_of_ours")


def test_libraries_that_probe_for_tensorflow_go_on_without() -> None:
    script = "import thinc.compat; print(thinc.compat.has_tensorflow)"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
