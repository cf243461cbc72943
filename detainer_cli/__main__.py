"""`python -m detainer_cli`."""

from detainer_cli.cli import main

main()
