"""Answers about services: which one, papers, fee, hours, place. The service is remembered for the next question."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from rasa_sdk.events import FollowupAction, SlotSet

from actions import _cards, _dates
from actions._follow_up import adds_to_cover, follow_up
from actions._forms import LEAVE, FormTurn
from actions._labels import label
from actions._support import Button, CityAction, Events, Talk, button
from actions._waiting import Question
from actions.forms import booking, cover, open_forms
from actions.forms.booking import from_list
from actions.forms.said import read_said
from actions.forms.turn import FALLBACK

if TYPE_CHECKING:
    from city.calendar.models import DayHours
    from city.catalogue.models import Office, Service

ASKED = "asked_service"
_COMMON = ("PASSPORT", "ID-RENEW", "RES-PERMIT", "MARRIAGE", "DL-RENEW", "MED-REFER")
"""Often wanted, offered when we do not know which service is meant."""
_DAYS_SHOWN = 7


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question is about."""

    service: Service | None
    office: Office | None

    def remembered(self) -> Events:
        """Return the events that remember it."""
        return [
            SlotSet("service", self.service.code if self.service else None),
            SlotSet("office", self.office.code if self.office else None),
        ]


def subject_of(talk: Talk) -> Subject:
    """What is asked about: named now, else the booking in the making, else what was talked about last."""
    catalogue, turn, slots = talk.city.catalogue, talk.turn, talk.slots
    service, office = turn.first("service"), turn.first("office")
    if not service and not office:
        in_the_making = slots.get(booking.SERVICE) if booking.FORM in talk.open_forms else None
        service, office = in_the_making or slots.get("service"), slots.get("office")
    return Subject(
        service=catalogue.service(str(service)) if service else None,
        office=catalogue.office(str(office)) if office else None,
    )


class AboutService(CityAction):
    """A question about one service; if none is known it is asked for first."""

    def answer(self, talk: Talk) -> Events:
        """Answer, or find out which service is meant and come back; what an insured thing costs is no fee."""
        if adds_to_cover(talk):
            return [FollowupAction(cover.FORM)]
        subject = subject_of(talk)
        if subject.service is None:
            return [SlotSet("continue_with", self.key), FollowupAction(open_forms.SERVICE_FORM)]
        self.tell(talk, subject.service)
        return talk.resume(*Subject(subject.service, subject.office).remembered())

    @abstractmethod
    def tell(self, talk: Talk, service: Service) -> None:
        """Answer the question."""


class Documents(AboutService):
    """What to bring."""

    key = "action_documents"

    def tell(self, talk: Talk, service: Service) -> None:
        """List the papers, and say so where they are only a sample."""
        talk.say(
            "utter_documents",
            buttons=ways_on(talk, service),
            service=service.name.get(talk.turn.language),
            documents=talk.words(service.documents),
            sample=service.mark_of("documents") == "sample",
            assured_on=service.assured_on.isoformat(),
        )


class Fee(AboutService):
    """What it costs."""

    key = "action_fee"

    def tell(self, talk: Talk, service: Service) -> None:
        """Name the fee with its legal basis."""
        talk.say(
            "utter_fee",
            buttons=ways_on(talk, service),
            service=service.name.get(talk.turn.language),
            fee=service.fee.text.get(talk.turn.language),
            legal_basis=talk.word(service.fee.legal_basis),
            sample=service.fee.mark == "sample",
        )


class FindService(CityAction):
    """Which service it is, how and where it is done; for what we do not have, who is responsible."""

    key = "action_find_service"

    def answer(self, talk: Talk) -> Events:
        """Describe the service that was named, or say honestly that it is not among ours."""
        if not talk.open_forms and (again := follow_up(talk)):
            return [FollowupAction(again)]
        code = talk.turn.first("service")
        if code is None:
            say_services(talk, "utter_service_unknown", card=_cards.handoff_card(["12345"], talk.turn.language))
            return talk.resume()
        service = talk.city.catalogue.service(str(code))
        language = talk.turn.language
        offices = talk.city.catalogue.offices_for(service.code)
        talk.say(
            "utter_service",
            card=_cards.services_card([service], talk.city.catalogue, language),
            buttons=ways_on(talk, service, documents=True),
            service=service.name.get(language),
            department=service.department.get(language),
            mode=label(f"mode_{service.mode}", language),
            fee=service.fee.text.get(language),
            duration=service.duration.get(language),
            eligibility=talk.word(service.eligibility),
            online=talk.word(service.online),
            online_url=service.online_url,
            offices=[office.name.get(language) for office in offices] or None,
            sample="sample" in {service.mark, service.fee.mark, *service.marks.values()},
        )
        return talk.resume(SlotSet("service", service.code), SlotSet("office", None))


class Location(CityAction):
    """Where it is."""

    key = "action_location"

    def answer(self, talk: Talk) -> Events:
        """Name the office, or the offices of the service, in the district if one was named."""
        subject, language = subject_of(talk), talk.turn.language
        district = talk.turn.first("district")
        if subject.office is None and subject.service is None:
            return [SlotSet("continue_with", self.key), FollowupAction(open_forms.SERVICE_FORM)]
        offices = offices_of(talk, subject, district)
        if not offices and subject.service:
            _say_no_office(talk, subject.service, district)
        if len(offices) > 1:
            lines = [_place(office, language) for office in offices]
            talk.say("utter_locations", lines=lines, sample=any(office.mark == "sample" for office in offices))
            return talk.resume(*subject.remembered())
        for office in offices:
            subject = Subject(subject.service, office)
            talk.say(
                "utter_location",
                buttons=ways_on(talk, subject.service),
                office=office.name.get(language),
                address=office.address.get(language),
                district=talk.city.catalogue.district(office.district).name.get(language),
                phone=office.phone,
                note=talk.word(office.note),
                sample=office.mark == "sample",
            )
        return talk.resume(*subject.remembered())


class Hours(CityAction):
    """When it is open, in the week or on a given day."""

    key = "action_hours"

    def answer(self, talk: Talk) -> Events:
        """Say the hours of the office, or of the service's main office."""
        subject = subject_of(talk)
        offices = offices_of(talk, subject, talk.turn.first("district"))[:1]
        if not offices and subject.service is None:
            return [SlotSet("continue_with", self.key), FollowupAction(open_forms.SERVICE_FORM)]
        if not offices and subject.service:
            _say_no_office(talk, subject.service, talk.turn.first("district"))
        for office in offices:
            wished = read_said(talk.turn).date
            if wished and "/" not in wished:
                self._say_day(talk, office, subject.service, date.fromisoformat(wished))
            else:
                self._say_week(talk, office, subject.service, wished or "")
        return talk.resume(*subject.remembered())

    def _say_day(self, talk: Talk, office: Office, service: Service | None, day: date) -> None:
        hours = talk.city.calendar.day(office.code, day, service.code if service else None)
        response = f"utter_hours_{hours.kind}" if hours.spans else f"utter_closed_{hours.kind}"
        values = self._values(talk, office, hours)
        talk.say(response, buttons=ways_on(talk, service), day=day.isoformat(), **values)

    def _say_week(self, talk: Talk, office: Office, service: Service | None, wished: str) -> None:
        """List the hours of a week: the one that was named, else from today on, holidays and all."""
        first = date.fromisoformat(wished.partition("/")[0]) if wished else talk.city.clock.today()
        days = [first + timedelta(days=n) for n in range(_DAYS_SHOWN)]
        found = [(day, talk.city.calendar.day(office.code, day, service.code if service else None)) for day in days]
        language = talk.turn.language
        lines = [
            label("hours_on", language).format(day=_dates.day(day, language), hours=spans_of(hours, language))
            for day, hours in found
        ]
        talk.say(
            "utter_hours_week",
            buttons=ways_on(talk, service),
            office=office.name.get(talk.turn.language),
            lines=lines,
            provisional=any(hours.provisional for _, hours in found),
            sample=office.mark == "sample",
        )

    @staticmethod
    def _values(talk: Talk, office: Office, hours: DayHours) -> dict[str, Any]:
        return {
            "office": office.name.get(talk.turn.language),
            "hours": spans_of(hours, talk.turn.language),
            "reason": talk.word(hours.reason),
            "provisional": hours.provisional,
            "sample": office.mark == "sample",
        }


class ValidateServiceForm(FormTurn):
    """Finds out which service, or which office, a question is about."""

    key = "validate_service_form"
    form = open_forms.SERVICE_FORM
    questions = (ASKED,)

    def take(self, talk: Talk, asked: str | None) -> Events | None:
        """Take an answer; any other matter drops the question rather than being followed by it."""
        said = read_said(talk.turn)
        listed = from_list(_COMMON, said.choice)
        service = said.service or listed
        office = talk.turn.first("office")
        if service or office:
            return [SlotSet(ASKED, True), SlotSet("service", service), SlotSet("office", office)]
        if talk.turn.intent in ("deny", "go_back"):
            talk.say("utter_stopped")
            return [SlotSet(ASKED, None), SlotSet("continue_with", None), LEAVE]
        if talk.turn.intent in ("affirm", FALLBACK) and talk.turn.guess is None:
            talk.say("utter_note_unclear")
            return [SlotSet(ASKED, None)]
        return None


class AskWhichService(Question):
    """Asks which service a question is about."""

    key = "action_ask_service_form_asked_service"

    def ask(self, talk: Talk) -> Events:
        """Ask, naming some."""
        say_services(talk, "utter_ask_which_service", intent=_intent_of(talk))
        return []


def say_services(talk: Talk, response: str, intent: str = "find_service", card: _cards.Card | None = None) -> None:
    """Say something with the common services as quick replies."""
    language = talk.turn.language
    services = [talk.city.catalogue.service(code) for code in _COMMON]
    talk.say(
        response,
        card=card,
        buttons=[button(service.name.get(language), intent, service=service.code) for service in services],
    )


def _intent_of(talk: Talk) -> str:
    """The question that a quick reply repeats, now with the service."""
    questions = {
        "action_documents": "ask_documents",
        "action_fee": "ask_fee",
        "action_duration": "ask_duration",
        "action_eligibility": "ask_eligibility",
        "action_check_slots": "check_slots",
        "action_hours": "ask_hours",
        "action_location": "ask_location",
    }
    return questions.get(str(talk.slots.get("continue_with")), "find_service")


def offices_of(talk: Talk, subject: Subject, district: Any | None) -> list[Office]:
    """Return the offices that a question is about: the one that was named, else those that give the service."""
    if subject.office:
        return [subject.office]
    if subject.service is None:
        return []
    return talk.city.catalogue.offices_for(subject.service.code, str(district) if district else None)


def _say_no_office(talk: Talk, service: Service, district: Any | None) -> None:
    """The service is done online, or not in that district."""
    language = talk.turn.language
    elsewhere = talk.city.catalogue.offices_for(service.code)
    if district and elsewhere:
        name = talk.city.catalogue.district(str(district)).name.get(language)
        talk.say(
            "utter_no_office_in_district",
            service=service.name.get(language),
            district=name,
            offices=_names(elsewhere, language),
        )
        return
    talk.say(
        "utter_done_online",
        service=service.name.get(language),
        online=talk.word(service.online),
        online_url=service.online_url,
    )


def ways_on(talk: Talk, service: Service | None, *, documents: bool = False) -> list[Button]:
    """Return what one does next with a service; not while a booking of it is being made."""
    if service is None or talk.open_forms:
        return []
    language = talk.turn.language
    buttons = [button(label("book", language), "book_appointment", service=service.code)] if service.bookable else []
    if documents:
        buttons.append(button(label("documents", language), "ask_documents", service=service.code))
    return buttons


def _place(office: Office, language: str) -> str:
    return f"{office.name.get(language)} · {office.address.get(language)} · {office.phone}"


def _names(offices: Sequence[Office], language: str) -> list[str]:
    return [office.name.get(language) for office in offices]


def spans_of(hours: DayHours, language: str) -> str:
    """Return the hours of a day in words."""
    separator = label("between_spans", language)
    spans = separator.join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in hours.spans)
    return spans or label("closed", language)
