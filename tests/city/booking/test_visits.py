"""Several services in one visit: all of it or nothing, one after the other; and services that share a counter."""

from datetime import date, datetime

import pytest

from city import dev
from city.booking.values import Confirmed
from city.clock import SHANGHAI
from city.errors import CityError, HoldExpired, NotBookable, NotFound, QuotaReached, SlotTaken
from city.people.access import Actor
from tests.city.booking.books import audit
from tests.city.booking.test_concurrency import together

BOTH = ("PASSPORT", "PLATES")
DAY = date(2026, 12, 2)


def hold(town, who, clock="09:00", services=BOTH, key="v"):
    return town.bookings.hold_visit(who, services, "MAIN", town.at("2026-12-02", clock), key=key)


@pytest.mark.parametrize(
    ("services", "office", "refusal"),
    [
        ((), "MAIN", NotBookable),
        (("PASSPORT", "PASSPORT"), "MAIN", NotBookable),
        (("PASSPORT", "PLATES"), "WEST", NotBookable),
        (("PASSPORT", "CARD"), "MAIN", NotBookable),
        (("PASSPORT", "NONE"), "MAIN", NotFound),
    ],
)
def test_what_is_no_visit(town, services, office, refusal):
    with pytest.raises(refusal):
        town.bookings.search_visit(services, office, (DAY, DAY))
    with pytest.raises(refusal):
        town.bookings.hold_visit(town.actor(), services, office, town.at("2026-12-02", "09:00"), key="v")
    assert town.claims() == 0


def test_a_visit_that_does_not_fit_holds_nothing(any_town):
    """The second service would reach into the noon break, or somebody has its slots."""
    ann = any_town.actor()
    with pytest.raises(SlotTaken):
        hold(any_town, ann, "11:00")
    for clock in ("09:30", "10:30"):
        any_town.book(any_town.actor(clock), clock=clock, office="MAIN", service="PLATES")
    with pytest.raises(SlotTaken):
        hold(any_town, ann, key="w")
    assert any_town.claims() == 4
    audit(any_town)


def test_a_quota_that_is_used_up_holds_nothing(town):
    ann = town.actor()
    town.book(ann, "2026-12-07")
    with pytest.raises(QuotaReached):
        hold(town, ann, services=("PLATES", "PASSPORT"))
    assert town.claims() == 1


def test_one_after_the_other(any_town):
    ann = any_town.actor()
    first, second = hold(any_town, ann)
    assert (first.service, second.service) == BOTH
    assert second.start == first.end
    assert [one.id for one in hold(any_town, ann)] == [first.id, second.id]
    done = any_town.bookings.confirm_visit(ann, [first.id, second.id], key="c")
    assert any_town.bookings.confirm_visit(ann, [first.id, second.id], key="c") == done
    assert [one.booking.status for one in done] == ["confirmed"] * 2
    assert any_town.acts() == ["booking.created"] * 2
    audit(any_town)


def test_a_short_wait_between_them_is_allowed(town):
    town.book(town.actor("ben"), clock="08:30", office="MAIN", service="PLATES")
    first, second = hold(town, town.actor(), "08:30")
    assert second.start - first.end == second.start - town.at("2026-12-02", "09:00")
    assert second.start == town.at("2026-12-02", "09:30")


def test_if_one_is_lost_none_is_confirmed(any_town):
    ann, ben = any_town.actor("ann"), any_town.actor("ben")
    held = hold(any_town, ann)
    any_town.wait(minutes=11)
    any_town.book(ben, clock="09:30", office="MAIN", service="PLATES")
    with pytest.raises(HoldExpired):
        any_town.bookings.confirm_visit(ann, [one.id for one in held], key="c")
    assert any_town.bookings.mine(ann) == []
    assert any_town.acts() == ["booking.created"]
    audit(any_town)


def test_the_search_finds_what_can_be_held(town):
    town.book(town.actor("ben"), clock="08:30", office="MAIN", service="PLATES")
    found = town.bookings.search_visit(BOTH, "MAIN", (DAY, DAY), limit=99)
    assert [[f"{offer.start.astimezone(town.at('2026-12-02', '09:00').tzinfo):%H:%M}" for offer in one] for one in found] == [
        ["08:30", "09:30"], ["09:00", "09:30"], ["09:30", "10:00"], ["10:00", "10:30"], ["10:30", "11:00"],
        ["14:30", "15:00"], ["15:00", "15:30"], ["15:30", "16:00"], ["16:00", "16:30"],
    ]  # fmt: skip
    for chain in found:
        held = town.bookings.hold_visit(town.actor(), BOTH, "MAIN", chain[0].start, key=str(chain[0].start))
        assert [one.start for one in held] == [offer.start for offer in chain]


def test_visits_that_cross_do_not_deadlock(any_town):
    """One takes passport then plates, another plates then passport, at the same times."""
    orders = (BOTH, BOTH[::-1])

    def act(n):
        who = any_town.actor(str(n))
        held = hold(any_town, who, f"{9 + n % 2:02}:00", orders[n // 2 % 2])
        return any_town.bookings.confirm_visit(who, [one.id for one in held], key="c")

    results = together(8, act)
    assert any(isinstance(result, list) for result in results)
    assert all(isinstance(result, CityError) or all(isinstance(one, Confirmed) for one in result) for result in results)
    audit(any_town)


def test_two_services_at_one_counter_share_its_seats(city):
    """In the pack of Sanya passports and permits are given at the same desk: one seat, whichever service takes it."""
    start = datetime(2026, 12, 2, 9, 0, tzinfo=SHANGHAI)
    dev.set_clock(city, datetime(2026, 11, 24, 13, 30, tzinfo=SHANGHAI))
    ann, ben = Actor("c-ann", "g-ann"), Actor("c-ben", "g-ben")
    held = city.bookings.hold(ann, "PASSPORT", "TY-EXIT", start, key="k")
    with pytest.raises(SlotTaken):
        city.bookings.hold(ben, "HKM-PERMIT", "TY-EXIT", start, key="k")
    city.bookings.release(ann, held.id)
    assert city.bookings.hold(ben, "HKM-PERMIT", "TY-EXIT", start, key="k").status == "held"
