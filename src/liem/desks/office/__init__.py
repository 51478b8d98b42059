"""The desk of officials: clerk, secretary, cell, agency. HTTP in, one action or reader call, page out."""
