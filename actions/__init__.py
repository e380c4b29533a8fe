"""Thin Rasa actions: read slots, call one city service, return a response key and events."""
