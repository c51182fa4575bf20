"""The foundation and the assessors' workspace: what is judged."""
