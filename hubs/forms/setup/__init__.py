"""Forms with which a tenant administrator sets the ground up; what is right is decided by the actions."""
