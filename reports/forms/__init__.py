"""What a decider may type."""
