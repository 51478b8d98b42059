"""The desk of inspection: commissions, committees, cells, and the persons and units concerned."""
