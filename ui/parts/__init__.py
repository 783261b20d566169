"""Small parts that pages are put together from; they know nothing of records or services."""
