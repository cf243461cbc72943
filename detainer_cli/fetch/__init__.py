"""Downloads of reports."""
