"""The tables of what is read and acted on: scoring runs, decision cases."""
