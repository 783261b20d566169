"""The names of what lies in a desk's folder in place of, or beside, its database."""

DATABASE = "desk.db"
SERVER = "database.json"  # of a desk on a server: where that is
KEYS = "keys.json"
LOCK = "desk.lock"
ATTEMPTS = "attempts.json"  # wrong passphrases in a row
RECOVERY = "recovery.json"  # what waits for the answer to a forgotten passphrase
