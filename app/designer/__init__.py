"""The network designer over HTTP: its tables, plans and samples."""
