"""What leaves the desk to be read by people: workbooks and papers."""
