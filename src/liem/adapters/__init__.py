"""Doors to the outside: files in, papers out, tables both ways. Nothing here decides about a case."""
