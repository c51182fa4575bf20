"""Pure numerics: a bundle and a plan in, a score book out."""
