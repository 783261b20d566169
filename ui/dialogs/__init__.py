"""What must be asked or shown apart from a page; seldom, for a notice can say most things."""
