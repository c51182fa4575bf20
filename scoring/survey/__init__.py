"""Answers, weights and adjusters of single respondents, made ready for sums."""
