"""The machinery around the house: set-up, processes, browser."""
