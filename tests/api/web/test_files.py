"""The page's files: all that one asks for is there."""

import re

from api.web import files


def test_every_module_that_is_imported_is_there() -> None:
    for path, file in files.files().items():
        for imported in re.findall(r'from "\./([^"]+)"', file.data.decode()):
            assert f"js/{imported}" in files.files(), path
