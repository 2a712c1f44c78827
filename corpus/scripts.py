"""What is known of scripts beyond what Unicode's tables say."""

import re
from typing import Final

_UNSPACED: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def is_unspaced(text: str) -> bool:
    """Tell whether a text holds letters of a script that puts no spaces between words.

    Thai, Lao, Burmese, Khmer, Japanese and Chinese: a letter there says about as much as two of an alphabet's.
    """
    return _UNSPACED.search(text) is not None
