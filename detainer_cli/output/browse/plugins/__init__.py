"""What Datasette loads beside itself (`--plugins-dir`)."""
