"""What is said of an item in the bench of minutes: about 400 words in paragraphs and a list."""

SAID = (
    "The group read the returns and noted that two agencies had changed their lead since the last audit. "
    "It asked what is known of the children concerned, and heard that each had been seen in the last month. "
)
LONG = "\n\n".join([SAID * 2] * 5 + ["- one agency is late\n- another has not answered"])
ITEMS = 40
