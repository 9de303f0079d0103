"""Settings of the property tests of this folder."""

from hypothesis import settings

# A machine that does other work as well may take its time; slowness is measured by `make bench`.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
