"""The codes of results and the shades in which their words are shown."""
