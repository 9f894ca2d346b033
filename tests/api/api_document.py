"""The OpenAPI document as a file, for tools outside of Python: `python -m tests.api.api_document`."""

import json
import sys

from tests.api_newsroom import document

if __name__ == "__main__":
    json.dump(document(), sys.stdout)
