"""The book's headline claims as data: what to train, what to measure, what the book says, and what is expected."""
