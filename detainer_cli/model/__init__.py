"""The values that travel between the stages: frozen, plain, without behaviour of their own."""
