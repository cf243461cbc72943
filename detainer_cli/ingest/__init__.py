"""From a file to the database: reading in a process of its own, one report, many."""
