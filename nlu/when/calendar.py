"""Days of weeks and months."""

from calendar import monthrange
from datetime import date, timedelta

Days = tuple[date, date]
"""First and last day, both included."""


def weekday_in_week(today: date, weekday: int, weeks: int) -> date:
    """A weekday (Monday is 0) of the calendar week `weeks` after the present one."""
    return today - timedelta(days=today.weekday()) + timedelta(days=weekday, weeks=weeks)


def next_weekday(today: date, weekday: int) -> date:
    """The next such weekday strictly after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def week(today: date, weeks: int) -> Days:
    """The calendar week `weeks` after the present one."""
    return weekday_in_week(today, 0, weeks), weekday_in_week(today, 6, weeks)


def day(year: int, month: int, number: int) -> date | None:
    """A date, or None if the calendar lacks it."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def add_months(year: int, month: int, months: int) -> tuple[int, int]:
    """Year and month that many months later."""
    index = year * 12 + month - 1 + months
    return index // 12, index % 12 + 1


def month(year: int, number: int) -> Days:
    """All days of a month."""
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def next_month_named(today: date, number: int) -> Days:
    """The month of that number: the present one, or the next to come."""
    return month(today.year if number >= today.month else today.year + 1, number)


def third(days: Days, part: int) -> Days:
    """Beginning (0: 1st to 10th), middle (1: 11th to 20th) or end (2: from the 21st) of a month."""
    first, last = days
    return first.replace(day=1 + 10 * part), (last if part == 2 else first.replace(day=10 + 10 * part))


def next_day_of_month(today: date, number: int) -> date | None:
    """The next such day of a month strictly after today; months that lack it are passed over."""
    for months in range(13):
        year, number_of_month = add_months(today.year, today.month, months)
        found = day(year, number_of_month, number)
        if found is not None and found > today:
            return found
    return None


def next_month_day(today: date, month_number: int, number: int) -> date | None:
    """The next such date strictly after today (29 February: in the next leap year)."""
    for year in range(today.year, today.year + 9):
        found = day(year, month_number, number)
        if found is not None and found > today:
            return found
    return None
