"""A run of the designer as a plain Keras program."""
