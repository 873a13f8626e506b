"""What somebody may type: every character there is."""

import hypothesis.strategies as st

ANY = st.characters(exclude_categories=("Cs",))  # by the name of a codec, Hypothesis would encode each of them first
