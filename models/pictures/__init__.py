"""Pictures as people send and get them: decoding, samples, receipts. NumPy and Pillow only."""
