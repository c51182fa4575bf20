"""The enumerations and small value types that models are made of."""
