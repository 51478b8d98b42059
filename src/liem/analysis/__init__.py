"""Analysis without a web framework: reading, facts, indicators, statistics, matching; runs alone."""
