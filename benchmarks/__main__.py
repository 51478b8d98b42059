"""All measures in one run: ``.venv/bin/python -m benchmarks [--tasks 100000] [--seconds 30]``."""

from __future__ import annotations

from benchmarks import product

if __name__ == "__main__":
    product.main()
