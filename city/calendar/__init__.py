"""When offices are open: the plain week, holidays, make-up workdays, closures, and how sure we are of a day."""
