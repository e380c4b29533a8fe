"""Appointments: slots from opening rules, holds, confirmations, changes. The database itself refuses a double."""
