"""The storage page: what lies in the store, what will go, and sweeping it."""
