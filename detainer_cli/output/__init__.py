"""Answers and views as text, files and pictures."""
