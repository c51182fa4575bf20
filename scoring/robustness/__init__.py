"""How far a ranking hangs on choices: factors, designs, indices, weights and what is left out."""
