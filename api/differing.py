"""What documents say that give different values for the same thing, in a line."""

from api.schemas.ask import AskResponse, RankedAnswer


def describe_difference(response: AskResponse) -> str:
    """Say which values the documents give where others differ from the first answer's; empty where none do.

    The newest comes first, where all of them say when they were published.
    """
    if not (response.answers and response.answers[0].differs_from):
        return ""
    first, *others = response.answers
    published = {each.citation.number: each.citation.document.published or "" for each in response.passages}
    told = [first, *(each for each in others if each.citation in first.differs_from)]
    dated = all(published[each.citation] for each in told)
    if dated:
        told.sort(key=lambda each: published[each.citation], reverse=True)
    values = ", ".join(_describe(each, published[each.citation]) for each in told)
    return f"The documents give different values{', the newest first' if dated else ''}: {values}"


def _describe(answer: RankedAnswer, published: str) -> str:
    value = answer.span.text if answer.span else answer.text
    date = f" ({published})" if published else ""
    return f"{' '.join(value.split())} [{answer.citation}]{date}"
