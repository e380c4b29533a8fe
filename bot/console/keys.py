"""What the staff's handlers find in the app and in a request, each under a typed key."""

from __future__ import annotations

from aiohttp import web

from bot.console.inbox import Inbox
from bot.console.lessons import Teachable
from bot.console.pages import Pages
from bot.console.releasing import Releasing
from bot.console.staff import Member, Staff
from bot.console.teaching import Teaching
from bot.console.trainer import Trainer

PAGES = web.AppKey("pages", Pages)
STAFF = web.AppKey("staff", Staff)
TEACHABLE = web.AppKey("teachable", Teachable)
INBOX = web.AppKey("inbox", Inbox)
TEACHING = web.AppKey("teaching", Teaching)
RELEASING = web.AppKey("releasing", Releasing)
TRAINER = web.AppKey("trainer", Trainer)

MEMBER = web.RequestKey("member", Member)
"""Who is signed in; absent from a request of nobody."""
