"""Who asks, what they may do, and how often: keys, scopes, sessions, limits, the audit trail."""
