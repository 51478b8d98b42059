"""Doors by audience: HTTP and commands in, one action or reader call, page out."""
