"""Reports of problems in the city: what, where, is it known already, yes; and what became of them."""

from __future__ import annotations

from dataclasses import replace

from actions._forms import LEAVE, FormTurn
from actions._labels import label
from actions._receipts import say_receipt
from actions._reports import say_report
from actions._support import CityAction, Events, Talk, button, slot_sets
from actions._waiting import Question
from actions.forms import reporting
from actions.forms.reporting import NEW, ReportForm
from city.errors import NotFound, OutsideArea, PlaceNeeded
from city.reports.service import FILED
from city.reports.values import NewReport

_INTENT = "report_problem"


class ValidateReportForm(FormTurn):
    """Takes one turn of a report, and files or joins it as soon as it is settled."""

    key = "validate_report_form"
    form = reporting.FORM
    own = _INTENT
    questions = reporting.QUESTIONS

    def take(self, talk: Talk, asked: str | None) -> Events | None:
        """Take a turn."""
        outcome = reporting.advance(ReportForm.from_slots(talk.slots), talk.turn, asked)
        if outcome is None:
            return None
        if outcome.leave:
            talk.say("utter_report_dropped")
            return [*slot_sets(outcome.form.to_slots()), LEAVE]
        if outcome.note:
            talk.say(f"utter_note_{outcome.note}")
        form = _settled(talk, outcome.form)
        if form.same not in (None, NEW):
            return [*slot_sets(_joined(talk, form).to_slots())]
        if form.confirmed:
            _file(talk, form)
        return slot_sets(form.to_slots())


class AskKind(Question):
    """Asks what is wrong."""

    key = "action_ask_report_form_report_kind"

    def ask(self, talk: Talk) -> Events:
        """List the kinds there are."""
        language, kinds = talk.turn.language, talk.city.reports.kinds.by_code.values()
        buttons = [button(kind.name.get(language), _INTENT, problem=kind.code) for kind in kinds]
        talk.say("utter_ask_report_kind", buttons=buttons)
        form = reporting.listed(ReportForm.from_slots(talk.slots), [kind.code for kind in kinds])
        return slot_sets({"report_case": form.to_slots()["report_case"]})


class AskPlace(Question):
    """Asks where it is."""

    key = "action_ask_report_form_report_place"

    def ask(self, talk: Talk) -> Events:
        """Ask, with what to do until somebody comes."""
        kind = talk.city.reports.kinds.get(str(talk.slots[reporting.KIND]))
        talk.say("utter_ask_report_place", problem=talk.word(kind.name), advice=talk.word(kind.advice))
        return []


class AskSame(Question):
    """Offers what was reported nearby before a second report is made of it."""

    key = "action_ask_report_form_report_same"

    def ask(self, talk: Talk) -> Events:
        """List them; each can be joined."""
        form, language = ReportForm.from_slots(talk.slots), talk.turn.language
        found = [
            one for one in talk.city.reports.nearby(talk.actor, str(form.kind), form.place) if one.ref in form.nearby
        ]
        join = label("report_join", language)
        buttons = [button(f"{join} {one.ref}", _INTENT, fact=f"same={one.ref}") for one in found]
        buttons.append(button(label("report_new", language), _INTENT, fact=f"same={NEW}"))
        lines = [" · ".join(filter(None, (one.ref, one.words, _distance(one.metres)))) for one in found]
        talk.say("utter_ask_report_same", buttons=buttons, reports=lines)
        return []


class AskConfirmed(Question):
    """Says what would be reported and asks for a yes."""

    key = "action_ask_report_form_report_confirmed"

    def ask(self, talk: Talk) -> Events:
        """Ask."""
        form, language = ReportForm.from_slots(talk.slots), talk.turn.language
        kind = talk.city.reports.kinds.get(str(form.kind))
        buttons = [button(label("report_send", language), "affirm"), button(label("report_drop", language), "deny")]
        talk.say(
            "utter_ask_report_confirmed",
            buttons=buttons,
            problem=kind.name.get(language),
            place=form.spoken_place,
            department=kind.department.get(language),
        )
        return []


class CheckReport(CityAction):
    """What became of a report: the one that is named, else the newest of the citizen's."""

    key = "action_check_report"

    def answer(self, talk: Talk) -> Events:
        """Ask the department, and say since when we have not heard of it if it does not answer."""
        ref = talk.turn.first("report_ref")
        mine = talk.city.reports.mine(talk.actor)
        if ref is None and not mine:
            buttons = [button(label("report_problem", talk.turn.language), _INTENT)]
            talk.say("utter_no_reports", buttons=buttons)
            return talk.resume()
        try:
            checked = talk.city.reports.check(talk.actor, str(ref or mine[0].ref))
        except NotFound:
            talk.say("utter_report_not_found", ref=ref)
            return talk.resume()
        others = [one.ref for one in mine if one.ref != checked.report.ref]
        say_report(
            talk, "utter_report_status", checked.report, fresh=checked.fresh, others=others if ref is None else None
        )
        return talk.resume()


def _settled(talk: Talk, form: ReportForm) -> ReportForm:
    """Look for the same problem nearby once kind and place are known; a place that cannot be used is asked for again."""
    if form.kind is None or form.spoken_place is None or form.same is not None:
        return form
    try:
        nearby = talk.city.reports.nearby(talk.actor, form.kind, form.place)
    except (OutsideArea, PlaceNeeded) as refusal:
        talk.refuse(refusal)
        return form.without_place()
    return replace(form, same=None if nearby else NEW, nearby=tuple(one.ref for one in nearby))


def _joined(talk: Talk, form: ReportForm) -> ReportForm:
    """Join a report. Should it have been closed meanwhile, this is a new one, still to be confirmed."""
    try:
        joined = talk.city.reports.join(talk.actor, str(form.same))
    except NotFound:
        talk.say("utter_report_closed_meanwhile", ref=form.same)
        return replace(form, same=NEW, nearby=())
    own = joined.receipt.act == FILED
    say_report(talk, "utter_report_yours" if own else "utter_report_joined", joined.report)
    say_receipt(talk, joined.receipt)
    return replace(form, confirmed=True)


def _file(talk: Talk, form: ReportForm) -> None:
    report = NewReport(str(form.kind), form.place, form.description)
    filed = talk.city.reports.file(talk.actor, report, key=talk.turn.key("report"))
    say_report(talk, "utter_report_filed" if filed.handed_over else "utter_report_kept", filed.report)
    say_receipt(talk, filed.receipt)


def _distance(metres: int | None) -> str | None:
    return None if metres is None else f"{metres} m"
