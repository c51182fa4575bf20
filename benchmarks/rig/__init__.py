"""What benches of the running platform share: databases, a server, a field of open cases."""
