"""The composition root: settings, addresses, wiring. The only room that sees all."""
