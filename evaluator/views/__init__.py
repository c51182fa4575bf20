"""The doors: fetch, ask, call, commit, answer."""
