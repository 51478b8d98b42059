"""Analysis without a web framework: reading, facts, indicators, statistics, matching. An auditor runs it alone."""
