"""What ships with the program and is not code: places, catalogue, style, manual."""
