"""The language of conditions: read, checked, worked out; its twin for the browser does the same."""
