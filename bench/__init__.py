"""Paired measurements: each figure beside its rival's, in the same run on the same machine."""
