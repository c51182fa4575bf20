"""The tables of collection: questionnaires, waves, cases, drafts, responses, frozen bundles."""
