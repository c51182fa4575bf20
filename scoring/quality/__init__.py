"""Evidence about how answers came about; flags never exclude, people decide on them."""
