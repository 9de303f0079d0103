"""Screens with which a tenant administrator sets the ground up."""
