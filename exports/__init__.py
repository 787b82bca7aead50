"""CONTACTS -> FILES that people and other tools use."""
