"""Who may do what on the staff's pages: the one table of roles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Role = Literal["trainer", "supervisor"]
Permission = Literal["review", "teach", "release", "roll_back", "approve"]

ROLES: tuple[Role, ...] = get_args(Role)

PERMISSIONS: Mapping[Permission, frozenset[Role]] = {
    # read masked messages and conversations, correct what was understood
    "review": frozenset({"trainer", "supervisor"}),
    # commit lessons to the data repository
    "teach": frozenset({"trainer", "supervisor"}),
    # train a model, and activate one that loses nothing
    "release": frozenset({"trainer", "supervisor"}),
    # go back to the model before: in trouble nobody waits for anybody
    "roll_back": frozenset({"trainer", "supervisor"}),
    # be the second person who lets a model go live although it loses something
    "approve": frozenset({"supervisor"}),
}


def allows(role: Role, permission: Permission) -> bool:
    """Say whether the role has the permission."""
    return role in PERMISSIONS[permission]
