"""What is true in the field: records and rules, with no files, no clock and no session."""
