"""Timing as ratios against a floor measured in the same run; never a test that a busy machine fails."""
