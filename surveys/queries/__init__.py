"""Reading waves, cases, counts and bundles within an actor's scope."""
