"""Dates and times as citizens say them, in Chinese, English and both at once, resolved against the time of the message.

| module | what it holds |
|---|---|
| calendar | days of weeks and months, next occurrences |
| holidays | holidays by name |
| items | what the rules find: days, parts of the day, clock times |
| days | rules for days both languages build alike (weekdays, counted days, numeric dates) |
| months | rules for months and days of months |
| offsets | days told by other days: two weeks from Friday |
| wanted | what is denied, and what a move gives up |
| clock | rules for clock times and parts of the day |
| grammar | puts items together: ranges, after and before, part of the day with clock time |

Conventions: data contract of the intents (weeks run Monday to Sunday; a bare weekday, day of month or month and day is
the next one strictly after today; hours 1 to 7 without am or pm are in the afternoon, 8 to 11 in the morning).
"""
