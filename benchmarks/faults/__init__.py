"""The fault run: many interviews over a bad network, to a server that is killed again and again."""
