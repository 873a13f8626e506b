"""What the steps of a meeting take in Outlook, Word, Excel and Acrobat, key by key.

For somebody who knows these programs well and has the files open; the program is held against it. What both have to say
(titles, actions, discussion) is typed on both sides. Sending e-mails is left out on both sides.
"""

DEPUTY, TITLE = "Kim Kent", "Neglect strategy 2025"
PAPERS = (("Neglect strategy", "negl"), ("Risk register", "risk"), ("Action log", "action"))
"""The title of each paper, and the letters by which its item is found."""
ACTIONS = ("Send the audit plan", "Share the custody figures", "Write to all schools")
DECISIONS = ("The strategy is agreed", "It is published in March")
CHALLENGED, ANSWERED = "Custody figures came late", "They come by the 5th from now on"
DISCUSSED = "Members welcomed the strategy and asked for a shorter summary for schools."

SAVED = ("Ctrl+S",)
OTHERWISE = {
    "dates": (
        # Outlook, for each of two meetings: whom to ask, subject, day, begin, end, send
        *(("Ctrl+Shift+Q", *"executive group", "Tab", *"Executive Group", "Tab", *"5/2/2025", "Tab", *"10:00", "Tab",
           "Tab", *"12:00", "Alt+S") * 2),
        # Excel, the year planner that others look at: found, typed
        *(("Ctrl+F", *"executive", "Return", "Escape", "End", "Right", *"5/2/2025", "Return") * 2), *SAVED,
    ),
    "agenda": (
        # Word: last time's agenda, kept under another name, its date replaced throughout
        "Ctrl+O", *"agenda executive 4 december", "Return", "F12", *"agenda executive 5 february", "Return",
        "Ctrl+H", *"4 December 2024", "Tab", *"5 February 2025", "Alt+A", "Return", "Escape",
        # what was last time's own item: overwritten; times are typed anew for it and for what comes after
        "Ctrl+F", *"strategy", "Return", "Escape", "Home", "Shift+End", *TITLE, "Tab", *"Decide", "Tab", *"20",
        "Tab", *"11:05", "Tab", *"11:25", *SAVED,
    ),
    "papers": (
        # Outlook: each attachment saved; Excel, the tracker: item, paper, received, cleared by, on
        *(key for title, _ in PAPERS for key in (
            "Shift+F10", "A", *title, "Return", "Alt+Tab", "Ctrl+End", "Home", "Down", *title, "Tab", *title, "Tab",
            "Ctrl+;", "Tab", *"Lee", "Tab", "Ctrl+;", "Alt+Tab",
        )), *SAVED,
    ),
    "pack": (
        # Word: the agenda as PDF; Acrobat: combine, five files chosen, put in order, page numbers, four bookmarks
        "F12", "Tab", "P", "Return",
        "Alt+F", "R", "M", *("click",) * 5, *("drag",) * 2, "Return", "Ctrl+S", *"pack executive 5 february", "Return",
        *("click",) * 7, *(key for title, _ in PAPERS for key in ("F2", *title, "Return")), "F2", *"Agenda", "Return",
        *SAVED,
    ),
    "quorum": (
        # Word: the terms of reference, to see what the quorum is; twice, for it is looked up again for the deputy
        *(("Ctrl+O", *"terms of reference executive", "Return", "Ctrl+F", *"quor", "Return", "Ctrl+W") * 2),
        # Word, the attendance table of the minutes: each seat found, what they said typed
        *(("Ctrl+F", *"constable", "Return", "Escape", "Tab", "Tab", *"Apologies") * 2), *"Deputy: ", *DEPUTY, *SAVED,
    ),
    "minutes": (
        # Word: present for eight seats; the heading of each item found, and its words
        *(("Down", *"Present") * 8),
        "Ctrl+F", *"matters arising", "Return", "Escape", "End", "Return", *"Nothing else arose.",
        # three actions in the minutes with owner and day, and again in the action log in Excel, numbered there
        *(key for text, owner, day in zip(
            ACTIONS, ("Chief Nurse, ICB", "Kent Police", "Paul Lumsdon"), ("28/02/2025", "14/03/2025", "13/02/2025"),
            strict=True,
        ) for key in (
            "Return", *"ACTION: ", *text, "Tab", *owner, "Tab", *day, "Shift+Home", "Ctrl+C", "Alt+Tab", "Ctrl+End",
            "Home", "Down", *"A1", "Tab", "Ctrl+V", "Tab", *owner, "Tab", *day, "Tab", *"Open", "Alt+Tab",
        )),
        "Ctrl+F", *"neglect", "Return", "Escape", "End", "Return", *DISCUSSED,
        # two decisions, bold, and once more in the log of decisions
        *(key for text in DECISIONS for key in (
            "Return", "Ctrl+B", *"Decision 1: ", *text, "Ctrl+B", "Shift+Home", "Ctrl+C", "Alt+Tab", "Ctrl+End",
            "Down", "Ctrl+V", "Tab", *"05/02/2025", "Alt+Tab",
        )),
        # a challenge, in the minutes and in the log of challenges, which has its own columns
        "Return", *"Challenge by the ICB to Kent Police: ", *CHALLENGED, *ANSWERED, "Alt+Tab", "Ctrl+End", "Home",
        "Down", *"05/02/2025", "Tab", *"ICB", "Tab", *"Kent Police", "Tab", *CHALLENGED, "Tab", *ANSWERED, "Alt+Tab",
        *SAVED,
    ),
    "approval": (
        # Word: what is cleared and what was circulated are files of their own; Excel, the tracker: three days
        "F12", "End", *" cleared", "Return", "F12", "End", *" circulated", "Return",
        "Ctrl+H", *"Draft", "Tab", *"Approved on 26 March 2025", "Alt+A", "Return", "Escape",
        "F12", "End", *" approved", "Tab", "P", "Return",
        "Alt+Tab", "Ctrl+F", *"executive", "Return", "Escape", *(("Tab", "Ctrl+;") * 3), *SAVED,
    ),
    "next": (
        # Word: last time's agenda under another name, its date replaced; Excel: the log filtered by group and state
        "F12", *"agenda executive 26 march", "Return",
        "Ctrl+H", *"5 February 2025", "Tab", *"26 March 2025", "Alt+A", "Return", "Escape",
        "Alt+Tab", "Ctrl+Home", "Ctrl+Shift+L", "Alt+Down", *"executive", "Return",
        "Right", "Alt+Down", *"open", "Return",
        "Ctrl+A", "Ctrl+C", "Alt+Tab", "Ctrl+F", *"matters arising", "Return", "Escape", "End", "Return", "Ctrl+V",
        *SAVED,
    ),
}  # fmt: skip
