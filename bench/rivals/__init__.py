"""The same prediction, served by others."""
