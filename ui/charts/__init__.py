"""Pictures of figures, drawn with QPainter and described in words for who cannot see them."""
