"""Holding, confirming and letting go, on each database."""

from datetime import timedelta

import pytest

from city.booking.models import BookingRow
from city.booking.values import SlotQuery
from city.errors import HoldExpired, NotBookable, NotFound, OutsideHorizon, QuotaReached, SlotTaken


def test_a_hold_takes_the_slot_and_lasts_ten_minutes(any_town):
    ann, ben = any_town.actor("ann"), any_town.actor("ben")
    held = any_town.hold(ann)
    assert (held.status, held.version) == ("held", 1)
    assert (held.hold_expires_at - any_town.clock.now()).total_seconds() == 600
    assert held.end == any_town.at("2026-12-02", "09:30")
    with pytest.raises(SlotTaken) as refused:
        any_town.hold(ben)
    offered = [(offer.office, offer.start) for offer in refused.value.alternatives]
    assert len(offered) == 3
    assert ("WEST", any_town.at("2026-12-02", "09:00")) not in offered
    assert offered[0] in {("WEST", any_town.at("2026-12-02", "08:30")), ("WEST", any_town.at("2026-12-02", "09:30"))}
    assert any(office == "MAIN" for office, _ in offered)


def test_an_expired_hold_is_free_for_others_without_a_sweeper(any_town):
    ann, ben = any_town.actor("ann"), any_town.actor("ben")
    held = any_town.hold(ann)
    any_town.wait(minutes=10)
    assert any_town.bookings.get(ann, held.id).status == "expired"
    query = SlotQuery("PASSPORT", office="WEST", day_from=held.start.date(), time_from=None)
    assert held.start in [offer.start for offer in any_town.bookings.search(query).offers]
    taken = any_town.book(ben)
    assert taken.booking.status == "confirmed"
    assert any_town.status(held.id) == "expired"
    assert any_town.claims(held.id) == 0
    with pytest.raises(HoldExpired) as refused:
        any_town.bookings.confirm(ann, held.id, key="late")
    assert len(refused.value.alternatives) == 3


def test_a_late_confirmation_gets_the_slot_if_nobody_took_it(any_town):
    ann = any_town.actor()
    held = any_town.hold(ann)
    any_town.wait(minutes=25)
    confirmed = any_town.bookings.confirm(ann, held.id, key="late")
    assert confirmed.booking.status == "confirmed"
    assert any_town.claims(held.id) == 1


def test_a_late_confirmation_takes_again_what_another_hold_gave_back(any_town):
    ann, ben = any_town.actor("ann"), any_town.actor("ben")
    held = any_town.hold(ann)
    any_town.wait(minutes=11)
    any_town.bookings.release(ben, any_town.hold(ben).id)
    assert any_town.status(held.id) == "expired"
    assert any_town.bookings.confirm(ann, held.id, key="late").booking.status == "confirmed"
    assert any_town.claims(held.id) == 1


def test_confirming_is_idempotent_by_booking_and_by_key(any_town):
    ann = any_town.actor()
    held = any_town.hold(ann)
    first = any_town.bookings.confirm(ann, held.id, key="k1")
    assert any_town.bookings.confirm(ann, held.id, key="k1") == first
    assert any_town.bookings.confirm(ann, held.id, key="k2") == first
    assert any_town.acts() == ["booking.created"]
    assert any_town.entries() == 1


def test_holding_is_idempotent_by_key(any_town):
    ann = any_town.actor()
    held = any_town.hold(ann, key="turn-1:hold")
    assert any_town.hold(ann, key="turn-1:hold") == held
    assert any_town.hold(any_town.actor("ben"), "2026-12-03", key="turn-1:hold").id != held.id
    assert any_town.claims() == 2


def test_a_refused_hold_can_be_tried_again_with_the_same_key(any_town):
    ann, ben = any_town.actor("ann"), any_town.actor("ben")
    held = any_town.hold(ann)
    with pytest.raises(SlotTaken):
        any_town.hold(ben, key="k")
    any_town.bookings.release(ann, held.id)
    assert any_town.hold(ben, key="k").status == "held"


def test_a_second_hold_of_the_service_lets_the_first_go(any_town):
    ann = any_town.actor()
    first = any_town.hold(ann)
    second = any_town.hold(ann, clock="10:00")
    assert any_town.status(first.id) == "released"
    assert any_town.status(second.id) == "held"
    assert any_town.claims() == 1


def test_the_same_slot_can_be_held_anew(any_town):
    ann = any_town.actor()
    any_town.hold(ann)
    any_town.hold(ann)
    assert any_town.claims() == 1


def test_a_refused_hold_keeps_the_older_one(any_town):
    ann, ben = any_town.actor("ann"), any_town.actor("ben")
    any_town.hold(ben, clock="10:00")
    held = any_town.hold(ann)
    with pytest.raises(SlotTaken):
        any_town.hold(ann, clock="10:00")
    assert any_town.status(held.id) == "held"
    assert any_town.claims(held.id) == 1


def test_releasing_twice_is_the_same_as_once(any_town):
    ann = any_town.actor()
    held = any_town.hold(ann)
    any_town.bookings.release(ann, held.id)
    any_town.bookings.release(ann, held.id)
    assert any_town.status(held.id) == "released"
    assert any_town.claims() == 0
    with pytest.raises(HoldExpired):
        any_town.bookings.confirm(ann, held.id, key="k")


def test_releasing_a_confirmed_booking_changes_nothing(town):
    ann = town.actor()
    booking = town.book(ann).booking
    town.bookings.release(ann, booking.id)
    assert town.status(booking.id) == "confirmed"


def test_one_active_booking_per_citizen_and_service(any_town):
    ann = any_town.actor()
    booked = any_town.book(ann).booking
    with pytest.raises(QuotaReached) as refused:
        any_town.hold(ann, clock="10:00")
    assert refused.value.booking == booked
    assert any_town.hold(ann, service="PLATES", office="MAIN").status == "held"


def test_a_booking_that_is_over_does_not_count(town):
    ann = town.actor()
    town.book(ann)
    town.clock.at = town.at("2026-12-02", "09:30")
    assert town.book(ann, "2026-12-03").booking.status == "confirmed"


def test_a_quota_of_two_gives_two_places(town):
    ann = town.actor()
    for clock in ("08:00", "09:00"):
        town.book(ann, clock=clock, service="PLATES", office="MAIN")
    with pytest.raises(QuotaReached):
        town.hold(ann, clock="10:00", service="PLATES", office="MAIN")


def test_two_holds_of_one_citizen_become_one_booking(town):
    """A guest holds, and holds again as the person they sign in as: both holds are theirs, one place is."""
    guest, person = town.actor("ann"), town.actor("ann", person="p-ann")
    first = town.hold(guest)
    town.book(person, clock="10:00", service="PASSPORT")
    with pytest.raises(HoldExpired):
        town.bookings.confirm(person, first.id, key="k")


@pytest.mark.parametrize(
    ("day", "clock", "why"),
    [
        ("2026-11-23", "09:00", "past"),
        ("2026-11-24", "08:00", "past"),
        ("2026-11-24", "14:30", None),
        ("2027-01-25", "09:00", "beyond_horizon"),
        ("2036-02-29", "09:00", "beyond_horizon"),
    ],
)
def test_the_horizon_and_the_past(town, day, clock, why):
    if why is None:
        assert town.hold(town.actor(), day, clock).status == "held"
        return
    with pytest.raises(OutsideHorizon) as refused:
        town.hold(town.actor(), day, clock)
    assert refused.value.data["why"] == why
    assert len(refused.value.data["alternatives"]) == 3


def test_the_lead_time(town):
    town.wait(minutes=1)
    with pytest.raises(OutsideHorizon) as refused:
        town.hold(town.actor(), "2026-11-24", "14:30")
    assert refused.value.data["why"] == "too_soon"


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        ("2026-12-02", "09:10"),
        ("2026-12-02", "12:00"),
        ("2026-12-02", "07:30"),
        ("2026-12-05", "09:00"),
        ("2026-12-09", "09:00"),
    ],
)
def test_no_slot_starts_there(town, day, clock):
    with pytest.raises(SlotTaken) as refused:
        town.hold(town.actor(), day, clock)
    assert refused.value.alternatives


def test_a_makeup_saturday_is_an_office_day(town):
    assert town.book(town.actor(), "2026-12-12").booking.status == "confirmed"


@pytest.mark.parametrize(
    ("service", "office", "quantity"),
    [
        ("CARD", "HALL", 1),
        ("PASSPORT", "HALL", 1),
        ("PASSPORT", "NOWHERE", 1),
        ("PASSPORT", "WEST", 4),
        ("PASSPORT", "WEST", 0),
    ],
)
def test_not_bookable(town, service, office, quantity):
    with pytest.raises(NotBookable):
        town.hold(town.actor(), service=service, office=office, quantity=quantity)


def test_an_unknown_service_is_not_found(town):
    with pytest.raises(NotFound):
        town.hold(town.actor(), service="NOTHING")


def test_a_naive_start_is_an_error_of_the_caller(town):
    with pytest.raises(ValueError, match="aware"):
        town.bookings.hold(
            town.actor(), "PASSPORT", "WEST", town.at("2026-12-02", "09:00").replace(tzinfo=None), key="k"
        )


def test_several_persons_take_slots_in_a_row(any_town):
    ann = any_town.actor()
    held = any_town.hold(ann, quantity=3)
    assert held.end == any_town.at("2026-12-02", "10:30")
    assert any_town.claims() == 3
    with pytest.raises(SlotTaken):
        any_town.hold(any_town.actor("ben"), clock="10:00")
    with pytest.raises(SlotTaken):
        any_town.hold(any_town.actor("ben"), clock="08:00", quantity=3)
    assert any_town.claims() == 3


def test_slots_in_a_row_do_not_reach_over_the_noon_break(town):
    with pytest.raises(SlotTaken):
        town.hold(town.actor(), clock="11:30", quantity=2)
    assert town.claims() == 0


def test_a_service_of_two_units_takes_two_slots(town):
    held = town.hold(town.actor(), service="PLATES", office="MAIN")
    assert held.end == town.at("2026-12-02", "10:00")
    assert town.claims() == 2


def test_two_seats_take_two_citizens(any_town):
    for name in ("ann", "ben"):
        any_town.book(any_town.actor(name), office="MAIN")
    with pytest.raises(SlotTaken):
        any_town.hold(any_town.actor("eve"), office="MAIN")


def test_other_peoples_bookings_are_not_found(town):
    held = town.hold(town.actor("ann"))
    eve = town.actor("eve")
    for name in (held.id, held.ref, "b-nothing", "SY00-0000"):
        for use in (
            lambda name=name: town.bookings.get(eve, name),
            lambda name=name: town.bookings.confirm(eve, name, key="k"),
            lambda name=name: town.bookings.release(eve, name),
            lambda name=name: town.bookings.cancel(eve, name, key="k"),
        ):
            with pytest.raises(NotFound):
                use()
    assert town.status(held.id) == "held"


def test_a_closure_after_the_hold_refuses_the_confirmation(town):
    from city.calendar.closures import add_closure
    from city.calendar.models import Closure
    from city.text import Text

    ann = town.actor()
    held = town.hold(ann)
    with town.db.write() as session:
        day = town.at("2026-12-02", "00:00")
        storm = Closure("city", "", day, town.at("2026-12-03", "00:00"), "typhoon", Text("台风", "Typhoon"))
        add_closure(session, storm)
    with pytest.raises(SlotTaken) as refused:
        town.bookings.confirm(ann, held.id, key="k")
    assert len(refused.value.alternatives) == 3
    assert not any(day <= offer.start < town.at("2026-12-03", "00:00") for offer in refused.value.alternatives)
    assert town.acts() == []


@pytest.mark.parametrize("spoken", ["{}", " {} ", "lower", "nodash"])
def test_a_reference_is_read_kindly(town, spoken):
    ann = town.actor()
    ref = town.book(ann).booking.ref
    said = {"lower": ref.lower(), "nodash": ref.replace("-", "")}.get(spoken, spoken.format(ref))
    assert town.bookings.get(ann, said).ref == ref


def test_references_have_no_confusable_letters(town):
    refs = {
        town.hold(town.actor(str(n)), "2026-12-03", f"{8 + n % 4:02}:{30 * (n // 4 % 2):02}", "MAIN").ref
        for n in range(8)
    }
    assert len(refs) == 8
    for ref in refs:
        assert len(ref) == 9
        assert ref.startswith("SY")
        assert ref[4] == "-"
        assert not set(ref[2:]) & set("ILOU")


def test_booking_rows_hold_ids_and_codes_only(town):
    from city.booking.models import BookingRow

    assert {column.name for column in BookingRow.__table__.columns} == {
        "id", "ref", "owner", "conversation", "service", "office", "starts_at", "ends_at", "quantity", "status",
        "version", "hold_expires_at", "created_at", "superseded_by", "receipt",
    }  # fmt: skip


def test_a_hold_is_kept_longer_once(any_town):
    ann = any_town.actor()
    held = any_town.hold(ann)
    any_town.wait(minutes=8)
    until = any_town.clock.now() + timedelta(minutes=10)
    assert any_town.bookings.extend(ann, held.id).hold_expires_at == until
    any_town.wait(minutes=9)
    assert any_town.bookings.extend(ann, held.id).hold_expires_at == until
    with pytest.raises(SlotTaken):
        any_town.hold(any_town.actor("ben"))
    assert any_town.bookings.confirm(ann, held.id, key="c").booking.status == "confirmed"


def test_what_is_no_hold_any_more_is_not_kept(town):
    ann, ben = town.actor("ann"), town.actor("ben")
    held = town.hold(ann)
    with pytest.raises(NotFound):
        town.bookings.extend(ben, held.id)
    town.wait(minutes=10)
    with pytest.raises(HoldExpired):
        town.bookings.extend(ann, held.id)
    booked = town.book(ben, clock="10:00").booking
    with pytest.raises(HoldExpired):
        town.bookings.extend(ben, booked.id)


def test_no_hold_is_kept_past_its_start(town):
    ann = town.actor()
    town.clock.at = town.at("2026-12-02", "07:55")
    held = town.hold(ann, clock="09:00")
    with town.db.write() as session:
        session.get_one(BookingRow, held.id).created_at = town.at("2026-12-02", "08:45")
        session.get_one(BookingRow, held.id).hold_expires_at = town.at("2026-12-02", "08:55")
    town.clock.at = town.at("2026-12-02", "08:54")
    assert town.bookings.extend(ann, held.id).hold_expires_at == town.at("2026-12-02", "09:00")
