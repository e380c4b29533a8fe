"""Personal identifiers are found here and replaced by vault tokens before anything else sees a citizen's text."""
