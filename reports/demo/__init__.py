"""The demo programme: invented people and contractors, carried through the real services."""
