"""Weekly Declined Detainer Outcome Reports: from the PDF to numbers that can be printed."""

__version__ = "0.1.0"
