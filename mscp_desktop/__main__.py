"""Start the program: the window where there is no command, the command line otherwise."""

import gc
import sys


def main() -> int:
    """Run what the arguments ask for, and return the exit code."""
    arguments = sys.argv[1:]
    if not arguments:
        gc.disable()  # start-up makes no garbage; the window enables it once everything is loaded
        # Qt's own import hook reads the source of each module that is loaded after it: what knows no Qt comes first.
        from mscp_desktop.foundation import keys, paths, pointer, settings  # noqa: F401, PLC0415 - see above

        place = paths.managed_place()
        from mscp_desktop import app  # noqa: PLC0415 - the window must not wait for the command line's imports

        return app.run_window(place)
    from mscp_desktop import cli  # noqa: PLC0415 - as above

    return cli.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
