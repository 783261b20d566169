"""What comes in: the workbooks that offices keep."""
