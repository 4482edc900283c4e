"""A partner's headers and codes become ours, and each row finds its kind."""
