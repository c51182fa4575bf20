"""The virtual city: a seeded, wholly invented place whose truth is known."""
