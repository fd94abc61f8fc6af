"""Style transfer: a photo repainted in the manner of another picture."""
