"""A whole house in one file: every row of the database at one instant, and every file the rows name."""
