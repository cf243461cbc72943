"""The questions, and what their answers say."""
