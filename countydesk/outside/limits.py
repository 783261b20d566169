"""What reading one file from outside may cost."""

SECONDS = 20
MEMORY = 1 << 30  # bytes, all that the reading process can address
ANSWER = 1 << 27  # bytes that come back to the desk, which holds several times as much
