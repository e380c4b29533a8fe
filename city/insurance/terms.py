"""Reads products, events and hospitals of a pack, and hashes the terms that an answer is based on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from city.catalogue.fields import Fields, entries, read_yaml
from city.insurance.facts import check_facts
from city.insurance.products import (
    FULL_BP,
    Area,
    Benefit,
    Deductible,
    Designated,
    Event,
    Exclusion,
    Holding,
    Hospital,
    Limit,
    Network,
    Product,
    Tier,
)
from city.packs import PackError
from city.text import Text

_AREAS: tuple[Area, ...] = ("hainan", "elsewhere")
_HOLDINGS: tuple[Holding, ...] = ("policy", "resident_household")
_NETWORKS: tuple[Network, ...] = ("designated_hospital", "none")
_DESIGNATED: tuple[Designated, ...] = ("yes", "no", "unknown")
_SITUATIONS = frozenset({"normal", "pec", "approved", "approved_pec", "unapproved", "unapproved_pec"})


@dataclass(frozen=True, slots=True)
class Terms:
    """All that the rules need of the pack, by code. ``families`` maps a family such as HQB to its products."""

    products: Mapping[str, Product]
    families: Mapping[str, tuple[str, ...]]
    names: Mapping[str, Text]
    events: Mapping[str, Event]
    hospitals: Mapping[str, Hospital]

    @classmethod
    def load(cls, pack: Path) -> Terms:
        """Read the three files.

        Raises:
            PackError: a file breaks its rules, or two contradict each other.
        """
        raw = cast("list[dict[str, object]]", read_yaml(pack / "products.yml"))
        products: dict[str, Product] = {}
        families: dict[str, tuple[str, ...]] = {}
        names: dict[str, Text] = {}
        for entry, fields in zip(raw, entries(pack / "products.yml"), strict=True):
            code = fields.peek_code()
            names[code] = fields.both("name")
            if fields.choice("kind", ("product", "family")) == "family":
                families[code] = fields.texts("members")
            else:
                products[code] = _product(fields, names[code], terms_hash(entry))
        events = {fields.peek_code(): _event(fields) for fields in entries(pack / "events.yml")}
        hospitals = {fields.peek_code(): _hospital(fields) for fields in entries(pack / "hospitals.yml")}
        terms = cls(products, families, names, events, hospitals)
        _check(terms)
        return terms


def terms_hash(entry: Mapping[str, object]) -> str:
    """Return the SHA-256 in hex of a product's canonical entry: sorted compact JSON without its aliases."""
    stated = {name: value for name, value in entry.items() if name != "aliases"}
    text = json.dumps(stated, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _product(fields: Fields, name: Text, digest: str) -> Product:
    terms, valid = fields.inner("terms"), fields.inner("valid")
    fields.aliases()
    product = Product(
        code=fields.text("code"),
        family=fields.optional_text("family"),
        line=fields.text("line"),
        name=name,
        insurer=fields.both("insurer"),
        hotline=fields.text("hotline"),
        title=terms.both("title"),
        version=terms.text("version"),
        terms_hash=digest,
        valid_from=valid.day("start"),
        valid_to=valid.optional_day("end"),
        holding=fields.choice("holding", _HOLDINGS),
        waiting_days=fields.integer("waiting_days"),
        network=fields.choice("network", _NETWORKS),
        person_cap_fen=fields.optional_integer("person_cap_fen"),
        basic_uninsured_deducts_bp=fields.optional_integer("basic_uninsured_deducts_bp"),
        unclear=frozenset(fields.texts("unclear")),
        benefits=tuple(map(_benefit, fields.inners("benefits"))),
        exclusions=tuple(map(_exclusion, fields.inners("exclusions"))),
        mark=fields.mark(),
        source=fields.text("source"),
    )
    for part in (terms, valid, fields):
        part.done()
    return product


def _benefit(fields: Fields) -> Benefit:
    layer = fields.inner("layer")
    limit = fields.inner("limit")
    benefit = Benefit(
        code=fields.text("code"),
        name=fields.both("name"),
        events=frozenset(fields.texts("events")),
        when=_facts(fields, "when"),
        waits=fields.flag("waiting") if "waiting" in fields else False,
        from_fen=layer.integer("from_fen"),
        to_fen=layer.optional_integer("to_fen"),
        deductible=_deductible(fields.optional_inner("deductible")),
        shares=_shares(fields),
        tiers=tuple(map(_tier, fields.inners("tiers"))) if "tiers" in fields else (),
        basic_unused_bp=fields.integer("basic_unused_bp", default=FULL_BP),
        limit=Limit(limit.text("group"), limit.integer("fen", least=1)),
        runoff_days=fields.integer("runoff_days"),
    )
    for part in (layer, limit, fields):
        part.done()
    return benefit


def _deductible(fields: Fields | None) -> Deductible | None:
    if fields is None:
        return None
    deductible = Deductible(
        group=fields.text("group"),
        new_fen=fields.integer("new_fen"),
        step_fen=fields.integer("step_fen"),
        family_fen=fields.integer("family_fen"),
        floor_fen=fields.integer("floor_fen"),
        ceiling_fen=fields.integer("ceiling_fen"),
    )
    fields.done()
    return deductible


def _shares(benefit: Fields) -> Mapping[str, int] | None:
    """The rates by situation; null where they are set per item."""
    fields = benefit.optional_inner("shares")
    if fields is None:
        return None
    shares = {name: _share(fields, name) for name in _SITUATIONS if name in fields}
    fields.done()
    if "normal" not in shares:
        raise fields.error("normal", "is missing")
    return shares


def _tier(fields: Fields) -> Tier:
    tier = Tier(fields.optional_integer("to_fen"), _share(fields, "share_bp"))
    fields.done()
    return tier


def _share(fields: Fields, name: str) -> int:
    share = fields.integer(name)
    if share > FULL_BP:
        raise fields.error(name, f"is more than {FULL_BP} basis points")
    return share


def _exclusion(fields: Fields) -> Exclusion:
    exclusion = Exclusion(
        code=fields.text("code"),
        text=fields.both("text"),
        events=frozenset(fields.texts("events")) if "events" in fields else frozenset(),
        facts=_facts(fields, "facts") if "facts" in fields else {},
    )
    fields.done()
    return exclusion


def _event(fields: Fields) -> Event:
    fields.aliases()
    event = Event(
        code=fields.text("code"),
        name=fields.both("name"),
        lines=frozenset(fields.texts("lines")),
        assumes=_facts(fields, "assumes"),
    )
    _ = fields.mark(), fields.text("source")
    fields.done()
    return event


def _hospital(fields: Fields) -> Hospital:
    fields.aliases()
    hospital = Hospital(
        code=fields.text("code"),
        name=fields.both("name"),
        area=fields.choice("area", _AREAS),
        designated=fields.choice("designated", _DESIGNATED),
    )
    _ = fields.optional_text("district"), fields.mark(), fields.text("source")
    fields.done()
    return hospital


def _facts(fields: Fields, name: str) -> Mapping[str, str]:
    """Facts and their values, such as ``{scope: in}``."""
    facts = {key: str(value) for key, value in fields.inner(name).rest().items()}
    try:
        check_facts(facts, allow_unknown=False)
    except ValueError as error:
        raise fields.error(name, str(error)) from None
    return facts


def _check(terms: Terms) -> None:
    """Refuse codes that name nothing: a slip would read as "not covered"."""
    for family, members in terms.families.items():
        for code in members:
            if code not in terms.products or terms.products[code].family != family:
                raise PackError(f"products.yml {family}.members: {code} is no product of the family")
    for product in terms.products.values():
        parts = [part.events for part in product.benefits] + [part.events for part in product.exclusions]
        for code in product.unclear.union(*parts):
            if code not in terms.events:
                raise PackError(f"products.yml {product.code}: there is no event {code}")
