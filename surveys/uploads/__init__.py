"""Files that people send with their answers: known by content, bared of places and of all else."""
