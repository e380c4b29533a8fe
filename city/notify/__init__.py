"""Messages that leave the conversation: one-time codes now, reminders and pushes as they come."""
