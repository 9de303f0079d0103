"""Makers of rows for tests, a module a noun; all but the tenant are made inside the tenant in force."""
