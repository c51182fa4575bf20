"""Scoring runs and decisions: checked, recorded, never overwritten."""
