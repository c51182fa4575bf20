"""Policy as data: templates, bands, norms."""
