"""The signed monthly package."""
