"""The addresses of the app, a module for each kind of work."""
