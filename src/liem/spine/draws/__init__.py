"""Public draws: a list fixed and logged first, digits of several bodies, a result anybody recomputes."""
