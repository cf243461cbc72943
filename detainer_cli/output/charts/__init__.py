"""Answers as pictures: what their columns call for, drawn by Altair and rendered by vl-convert.

Both come with the extra `charts` and are imported where something is drawn.
"""
