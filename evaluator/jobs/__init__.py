"""Long work outside the request: its queue, its state, its worker."""
