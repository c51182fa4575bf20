"""Questionnaires and collection: how it was."""
