"""The front door: channels, privacy, the web page and the client of the brain."""
