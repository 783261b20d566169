"""Files from outside: read by a process of its own, so that a bad one costs a sentence and no more."""
