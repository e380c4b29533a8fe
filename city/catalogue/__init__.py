"""The catalogue of one city: its services, offices and districts, and the codes of what can be insured."""
