"""Papers for signature, as PDF."""
