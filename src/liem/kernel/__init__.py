"""Pure Python that a stranger can run to check us: no framework, no database, no clock of its own."""
