"""`python -m cncert_kg`."""

from cncert_kg.cli import main

main()
