"""Answers from any survey tool, brought into a bundle."""
