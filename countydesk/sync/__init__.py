"""The signed monthly package: written, sealed, and opened only after every check."""
