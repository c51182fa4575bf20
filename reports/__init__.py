"""Scores, rankings, decisions, disclosure: what is read and acted on."""
