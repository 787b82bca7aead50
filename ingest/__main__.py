"""``python -m ingest`` is the command ``wizytownik``."""

from ingest.cli import main

if __name__ == "__main__":
    main()
