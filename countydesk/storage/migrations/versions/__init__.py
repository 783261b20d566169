"""The steps, one file each, never changed after a release."""
