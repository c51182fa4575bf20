"""What every page shares: access marks, error pages, formatting, security headers."""
