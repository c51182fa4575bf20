"""Reading from the database within an actor's scope."""
