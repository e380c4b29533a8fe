"""Aid: which help from the state somebody may get, by which rules, and where an application stands. Nobody decides here."""
