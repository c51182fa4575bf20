"""The room for turning inputs into points: rules, their variance, gaps, rounding, explanation."""
