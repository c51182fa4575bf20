"""The acts of collection: publish, open, submit, close, freeze."""
