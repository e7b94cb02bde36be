"""`python -m cli`: the `craftlocal` command where it is not on the PATH."""

from cli.main import main

if __name__ == "__main__":
    main(prog_name="craftlocal")
