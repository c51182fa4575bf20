"""What may be done: each service checks, changes, records and flushes."""
