"""A plan as FHIR R4: ``bundle.document`` makes the document of it, ``checks.faults`` says what is wrong with one.

Resources are plain dictionaries, as they are sent. Names of profiles are those of UK Core; docs/adr/0011 says what is
claimed and what is not.
"""
