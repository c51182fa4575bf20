"""Additive sums per primary sampling unit, and the estimates and variances made from them."""
