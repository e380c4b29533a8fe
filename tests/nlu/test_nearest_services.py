"""Which services a message is most like that was not surely understood."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from nlu.bands import BAND
from nlu.city import city_pack
from nlu.encoder import SENTENCE_VECTOR, encode
from nlu.nearest_services import NEAREST, NearestServices
from nlu.pack import Pack


@pytest.fixture(scope="module")
def nearest() -> NearestServices:
    return NearestServices({"least": 0.5, "most": 3}, city_pack())


@pytest.mark.parametrize("text", ["明天会下雨吗", "tell me a joke", "帮我写一首诗"])
def test_nothing_is_like_what_no_desk_serves(nearest: NearestServices, text: str) -> None:
    assert nearest.find(encode([text])[0]) == []


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("旧沙发往哪扔", "BULKY"),
        ("where do I put an old sofa", "BULKY"),
        ("那个 sofa 不要了", "BULKY"),
        ("想结个婚", "MARRIAGE"),
    ],
)
def test_the_likest_comes_first(nearest: NearestServices, text: str, service: str) -> None:
    found = nearest.find(encode([text])[0])
    assert found[0][0] == service
    assert len({code for code, _ in found}) == len(found) <= 3
    assert [likeness for _, likeness in found] == sorted((likeness for _, likeness in found), reverse=True)


@pytest.mark.parametrize(("band", "looked"), [("sure", False), (None, False), ("near", True), ("far", True)])
def test_only_what_is_not_sure_is_looked_at(nearest: NearestServices, band: str | None, looked: bool) -> None:
    message = Message({"text": "想结个婚", BAND: band})
    nearest.process([message])
    assert (message.get(NEAREST) is not None) == looked


def test_the_vector_of_the_classifier_is_taken(nearest: NearestServices) -> None:
    message = Message({"text": "旧沙发往哪扔", BAND: "far", SENTENCE_VECTOR: encode(["想结个婚"])[0]})
    assert nearest.process([message])[0].get(NEAREST)[0]["service"] == "MARRIAGE"


def test_a_city_without_services_has_none_to_offer() -> None:
    message = Message({"text": "想结个婚", BAND: "far"})
    assert NearestServices({"least": 0.5, "most": 3}, Pack(())).process([message])[0].get(NEAREST) is None
