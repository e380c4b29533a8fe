"""Releases: train a candidate, compare it with the live model, let it go live, and take it back.

Nothing here changes what is trained, so nothing here counts as its input. Rasa is imported in the children alone that train
and compare; the worker stays small.
"""
