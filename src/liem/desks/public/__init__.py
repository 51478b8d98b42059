"""The public desk: pages that ask nobody to sign in."""
