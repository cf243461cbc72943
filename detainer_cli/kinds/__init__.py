"""The kinds of reports that this program knows."""
