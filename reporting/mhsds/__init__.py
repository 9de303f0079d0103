"""Reading monthly record sets of the Mental Health Services Data Set (MHSDS), version 6. See docs/adr/0006."""
