"""The database in a browser: what Datasette is told of it, and how it serves it."""
