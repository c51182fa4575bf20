"""What may be printed without telling of single people, and what an attacker works out."""
