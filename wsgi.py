"""The composition root: lists the features and builds the application."""
