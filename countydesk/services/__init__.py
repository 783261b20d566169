"""What the desk does: one short function a use case, one transaction each."""
