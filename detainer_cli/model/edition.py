"""The edition of the reading: a number that is raised when the program reads more or otherwise.

Each report is stored with the edition that read it (`report_file.reading`; 0 is before editions
were counted). Where one is older, the user is told once that `detainers reparse` reads it again.
"""

from __future__ import annotations

READING = 5
