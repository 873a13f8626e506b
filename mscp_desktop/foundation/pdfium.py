"""PDFium works for one thread at a time: whoever calls it holds this lock, be it to show a page or to read one."""

import threading

LOCK = threading.RLock()
"""Held for every call of PDFium, whose state is the process's."""
