"""Data as files for other tools: each format at its own door, read back equal cell for cell."""
