"""The coverage laboratory: evaluations with known truth, scored by thousands."""
