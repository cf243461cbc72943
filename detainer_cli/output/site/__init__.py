"""A static site of all that is loaded: pages, pictures, downloads, a feed.

`publish.py` goes over the pages, a module a kind of page; `folder.py` brings what changed of them
to readers; `addresses.py` says where each stands.
"""
