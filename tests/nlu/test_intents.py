"""The hybrid intent model: learns, keeps, repeats itself, and knows what it does not know."""

from pathlib import Path

import numpy as np
import pytest

from nlu import calibration
from nlu.calibration import NONE, Calibration, calibrate, signals
from nlu.encoder import encode
from nlu.intents import IntentModel
from nlu.linear import LinearModel
from nlu.neighbours import Neighbours
from nlu.text import fold
from nlu.tokens import Cutter

TAUGHT = {
    "greet": ["你好", "您好", "早上好", "大家好", "hello", "hi there", "good morning", "hey", "good day"],
    "goodbye": ["再见", "拜拜", "下次再聊", "我走了", "bye", "goodbye", "see you", "talk later", "that's all, bye"],
    "book": ["预约护照", "帮我约个时间", "约明天上午", "挂个号", "book a passport", "i want an appointment", "reserve a slot",
             "schedule a visit", "make an appointment for me"],
    "cancel": ["取消预约", "我不去了，退掉", "把号取消", "撤销预约", "cancel my appointment", "i can't come, cancel", "drop my booking",
               "delete the appointment", "call off my visit"],
    "fee": ["多少钱", "收费吗", "费用是多少", "要交钱吗", "how much is it", "what does it cost", "is there a fee", "the price please",
            "do i have to pay"],
    "place": ["在哪里", "地址是什么", "怎么走", "哪个地方办", "where is it", "what's the address", "how do i get there", "which office",
              "where do i go"],
}  # fmt: skip
PAIRS = [(text, intent) for intent, texts in TAUGHT.items() for text in texts]
TEXTS, INTENTS = [text for text, _ in PAIRS], [intent for _, intent in PAIRS]
CUTTER = Cutter()


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return IntentModel.train(TEXTS, INTENTS, CUTTER)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("请帮我预约", "book"),
        ("can you book an appointment", "book"),
        ("cancel那个预约", "cancel"),
        ("how much 护照", "fee"),
        ("幫我預約護照", "book"),
        ("您好呀", "greet"),
        ("where is the office", "place"),
    ],
)
def test_it_understands_what_was_not_taught_word_by_word(model: IntentModel, text: str, intent: str) -> None:
    assert model.predict(text).ranking[0][0] == intent


@pytest.mark.parametrize("text", ["", " ", "?", "👍", "zxqv wkjh", "12345", "\u200b"])
def test_any_text_gets_a_sound_ranking(model: IntentModel, text: str) -> None:
    ranking = model.predict(text).ranking
    confidences = [confidence for _, confidence in ranking]
    assert sorted(name for name, _ in ranking) == sorted(TAUGHT)
    assert confidences == sorted(confidences, reverse=True)
    assert all(0.0 <= confidence <= 1.0 for confidence in confidences)


def test_confidence_tells_the_taught_from_the_unheard_of(model: IntentModel) -> None:
    taught = np.mean(
        [model.predict(text).ranking[0][1] for text in ("取消我的预约", "book me an appointment", "你好啊")]
    )
    unheard = np.mean(
        [model.predict(text).ranking[0][1] for text in ("量子力学的基本假设", "goldfish eat what", "给猫剪指甲")]
    )
    assert taught > unheard


def test_training_repeats_itself(model: IntentModel) -> None:
    again = IntentModel.train(TEXTS, INTENTS, CUTTER)
    assert np.array_equal(again.linear.weights, model.linear.weights)
    assert again.calibration.as_dict() == model.calibration.as_dict()


def test_a_kept_model_is_the_same_model(model: IntentModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    restored = IntentModel.load(tmp_path, CUTTER)
    for text in ("帮我cancel那个passport的appointment", "多少钱", "xyz"):
        before, after = model.predict(text).ranking, restored.predict(text).ranking
        assert [name for name, _ in after] == [name for name, _ in before]
        assert np.allclose([value for _, value in after], [value for _, value in before], rtol=1e-4)


def test_two_intents_are_enough() -> None:
    model = IntentModel.train(["你好", "您好", "再见", "拜拜"], ["greet", "greet", "bye", "bye"], CUTTER)
    assert model.predict("你好").ranking[0][0] == "greet"
    assert model.calibration == NONE


def test_probabilities_add_up() -> None:
    rng = np.random.default_rng(7)
    rows = rng.normal(size=(30, 600)).astype(np.float32)
    import scipy.sparse

    matrix = scipy.sparse.csr_matrix(rows)
    probabilities = LinearModel.fit(matrix, ["a", "b", "c"] * 10).probabilities(matrix)
    assert np.allclose(probabilities.sum(axis=1), 1.0)


def test_one_message_has_the_probabilities_of_many(model: IntentModel) -> None:
    texts = ["帮我cancel那个passport的appointment", "多少钱 多少钱", "", "xyz"]
    vectors = encode([fold(text) for text in texts])
    together = model.linear.probabilities(model.features.matrix(texts, vectors))
    alone = [model.linear.probabilities_of_one(vectors[n], model.features.row(text))[0] for n, text in enumerate(texts)]
    assert np.allclose(together, alone, atol=1e-5)


def test_signals_of_a_message_that_was_taught() -> None:
    known = np.eye(512, dtype=np.float32)[:3]
    neighbours = Neighbours.fit(known, np.array([0, 1, 1]))
    best, entropy, nearest, own = signals(np.array([[0.8, 0.2]]), known[:1], neighbours)[0]
    assert best == 0.8
    assert entropy == pytest.approx(0.5004, abs=1e-3)
    assert (nearest, own) == (pytest.approx(1.0), pytest.approx(1.0))
    assert signals(np.array([[0.2, 0.8]]), known[:1], neighbours)[0][3] == pytest.approx(0.0, abs=1e-6)


def test_a_message_without_a_vector_is_near_nothing() -> None:
    neighbours = Neighbours.fit(np.eye(512, dtype=np.float32)[:3], np.array([0, 1, 1]))
    nearest, own = neighbours.nearest(np.zeros((1, 512), dtype=np.float32), np.array([0]))
    assert (nearest[0], own[0]) == (0.0, 0.0)


def fake_predict(train: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Signals that tell right from wrong: every third prediction is wrong, and less probable."""
    right = test % 3 != 0
    probability = np.where(right, 0.9, 0.4) + (test % 7) / 100
    return np.column_stack([probability, 1 - probability, probability, probability, right])


def test_thresholds_keep_what_is_right_and_question_what_is_wrong() -> None:
    learnt = calibrate(np.repeat(np.arange(10), 20), fake_predict, keep=0.97, sure=0.8)
    right = learnt.confidence(np.array([[0.93, 0.07, 0.93, 0.93]]))[0]
    wrong = learnt.confidence(np.array([[0.43, 0.57, 0.43, 0.43]]))[0]
    assert wrong < 0.5 < right
    assert learnt.reject <= learnt.confirm
    assert learnt.reject <= right


def test_nothing_is_learnt_from_a_handful() -> None:
    assert calibrate(np.zeros(calibration.FEWEST_EXAMPLES - 1, dtype=int), fake_predict, 0.97, 0.8) is NONE


def test_without_a_mistake_probabilities_are_trusted() -> None:
    def perfect(train: np.ndarray, test: np.ndarray) -> np.ndarray:
        return np.column_stack([np.full((len(test), 4), 0.9), np.ones(len(test))])

    assert calibrate(np.repeat(np.arange(10), 10), perfect, 0.97, 0.8) is NONE
    assert NONE.confidence(np.array([[0.9, 0, 0, 0]]))[0] == 0.9


def test_a_calibration_is_kept_as_numbers() -> None:
    learnt = Calibration(np.array([1.0, 2.0]), 0.5, 0.1, 0.4)
    restored = Calibration.from_dict(learnt.as_dict())
    assert np.array_equal(restored.weights, learnt.weights)
    assert (restored.bias, restored.reject, restored.confirm) == (0.5, 0.1, 0.4)
