"""What is typed about waves, and what is said when it cannot be accepted."""
