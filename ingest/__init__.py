"""Photos of business cards -> contacts. See CONTRIBUTING.md for the plan of the house."""

__version__ = "0.1.0"
