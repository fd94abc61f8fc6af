"""Experiments of several runs: what is read from a run, what is expected of it, and the over-fitting lab."""
