"""The database: connection, schema, store, and what is kept of the reports."""
