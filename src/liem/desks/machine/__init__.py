"""The desk of other systems: documented addresses that answer in JSON and ask nobody to sign in."""
