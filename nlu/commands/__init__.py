"""The commands of `python -m nlu`. Nothing here changes what is trained, so nothing here counts as its input."""
