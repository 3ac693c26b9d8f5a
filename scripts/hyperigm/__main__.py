"""`python -m hyperigm`: the same commands as the `hyperigm` script."""

from hyperigm.cli import main

if __name__ == "__main__":
    main()
