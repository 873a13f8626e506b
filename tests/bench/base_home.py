"""What the way to the first page is held against: the same libraries, mappers and queries, and Qt's own table.

`base_home.py PASSPHRASE PLACE` prints, as JSON, the milliseconds from the accepted passphrase to the painted rows. As
in the program, no garbage is looked for meanwhile.
"""

import gc
import sys
from importlib import import_module
from pathlib import Path

if __name__ == "__main__":
    gc.disable()
    sys.exit(import_module("base_home_work").main(sys.argv[1], Path(sys.argv[2])))
