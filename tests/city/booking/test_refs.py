"""References that citizens read aloud and type."""

from city.booking import refs


def test_a_reference_has_a_digit_in_its_second_group(town):
    with town.db.read() as session:
        drawn = [refs.new_ref(session) for _ in range(200)]
    assert [ref for ref in drawn if not any(character.isdigit() for character in ref[5:])] == []
