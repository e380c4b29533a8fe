"""What a city does, free of chat and of web."""
