"""The rules of the forms: pure functions from what was asked and said to what happens next. No Rasa, no city."""
