"""The state machine of an evaluation: rows contributed by features, one small engine."""
