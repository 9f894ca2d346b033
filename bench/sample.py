"""What is written and read: one row of about five hundred bytes, the same for every contestant."""

from __future__ import annotations

import json

#: As long as the topics that the peer stores.
TOPIC = "bench.peer:Claim.Checked___"
WORDS = (
    "Looked at the ministry's page, the gazette and the border service's own channel; nobody confirms "
    "the date, and the sentence about the 28th has not been repeated since. One of the two sources "
    "said on the phone that papers are being drawn up. To be looked at again after the weekend."
)
#: With the topic about 500 bytes.
JSON_TEXT = json.dumps(
    {
        "timestamp": "2022-09-30T12:00:00.000000+00:00",
        "stream": "clm_0192f0a1b2c3d4e5f60718293a4b5c6d",
        "actor": "acc_0192f0a1b2c3d4e5f60718293a4b5c6d",
        "looked_on": "2022-09-29",
        "note": WORDS,
    }
)
