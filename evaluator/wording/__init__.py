"""The sentences for error and reason codes, in the reader's language."""
