"""The doors to rankings, score cards and decisions."""
