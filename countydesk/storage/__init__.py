"""The desk's database and photographs: one file a thing, each with its table and queries."""
