"""Reading runs, score books and decisions within an actor's scope."""
