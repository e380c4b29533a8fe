"""The own parts of the brain: Rasa graph components, response catalogue, channel."""
