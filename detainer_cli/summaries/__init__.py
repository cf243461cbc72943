"""SQL -> Summary: one function for each question, all of them on the same rows and filters."""
