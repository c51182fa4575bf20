"""What a person may type, and what is said when it cannot be accepted."""
