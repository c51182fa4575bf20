"""What would have come out otherwise: the pipeline run again under every other choice."""
