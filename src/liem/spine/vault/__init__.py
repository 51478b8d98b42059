"""The vault (kho tệp gốc): files by SHA-256, stored once, never altered, checked when read."""
