"""The network designer: the book's two tables as a working tool."""
