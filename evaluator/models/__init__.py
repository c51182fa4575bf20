"""The tables of the foundation: accounts, organisations, programmes, contracts, evaluations."""
