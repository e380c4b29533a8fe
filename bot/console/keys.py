"""What the staff's handlers find in the app and in a request, each under a typed key."""

from __future__ import annotations

from aiohttp import web

from bot.console.pages import Pages
from bot.console.staff import Member, Staff

PAGES = web.AppKey("pages", Pages)
STAFF = web.AppKey("staff", Staff)

MEMBER = web.RequestKey("member", Member)
"""Who is signed in; absent from a request of nobody."""
