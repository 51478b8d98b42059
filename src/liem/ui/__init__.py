"""The design system: tokens, shells, components and template tags. It knows no domain and has no rows.

`docs/reference/ui.md` lists every component with the lines to copy.
"""
