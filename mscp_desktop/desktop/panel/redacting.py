"""What was redacted in a field goes for good with what saves the field."""

from collections.abc import Sequence

from mscp_desktop.desktop.values import Act
from mscp_desktop.foundation.purging import redacting


def redacting_act(act: Act, texts: Sequence[str]) -> Act:
    """Return an act that also takes texts out of the history of what it changes; the same one where there are none."""
    return Act(redacting(act.operation), (tuple(texts), *act.args), act.kwargs) if texts else act
