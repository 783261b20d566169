"""The commands: the second face on the same services."""
