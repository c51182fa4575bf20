"""Where scores become places, grades and decisions: what the data can tell apart and what not."""
