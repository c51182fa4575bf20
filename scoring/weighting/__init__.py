"""The room for weights: what they are, where they come from and what they must satisfy."""
