"""Telling other programs what happens to jobs, by Standard Webhooks (https://www.standardwebhooks.com)."""
