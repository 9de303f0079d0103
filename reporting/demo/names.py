"""Names for people who do not exist."""

from __future__ import annotations

_FAMILY = """
Ahmed Akhtar Ashworth Barnes Begum Bennett Booth Bradshaw Brown Chaudhry Clarke Cooper Cross Dawson
Dixon Doyle Edwards Evans Farrell Fielding Fletcher Gibson Graham Grant Green Hall Hargreaves Harris
Haworth Hesketh Hill Holt Hughes Hussain Iqbal Jackson Johnson Jones Kay Kelly Khan King Kowalska
Lee Leigh Lewis Lowe Malik Marsden Mason Mensah Miller Mills Moore Morris Murphy Nowak Nuttall
Okafor Osborne Parker Patel Pearson Porter Price Quinn Ramsbottom Rawcliffe Reid Riley Roberts
Robinson Rossi Sharples Shaw Singh Slater Smith Stott Sutcliffe Taylor Thompson Turner Wade Walker
Walsh Ward Webb Whittaker Williams Wilson Wood Wright Yates Young
"""

_GIVEN = """
Aaliyah Adam Agnieszka Aisha Alan Alice Amara Amir Andrew Angela Ann Arjun Barbara Ben Beth Brian
Carol Charlotte Chidi Chloe Claire Daniel David Deborah Diane Elaine Ella Emma Ethan Faisal Fatima
Frank Gareth Georgia Grace Graham Hannah Harry Helen Ian Imran Isla Jack Jacob James Jane Janet Jean
Joan John Josh Joyce Judith Julie Kai Karen Kate Keith Kofi Laura Leah Leo Liam Linda Louise Lucy
Maria Mark Mary Mateusz Megan Michael Mohammed Nadia Natalie Neil Nicola Noah Oliver Olivia Pamela
Patricia Paul Peter Priya Rachel Rajesh Rebecca Robert Ruth Ryan Sam Sandra Sarah Sean Sophie
Stephen Steven Susan Tariq Thomas Tina Tom Tony Yusuf Zara
"""

FAMILY, GIVEN = _FAMILY.split(), _GIVEN.split()
