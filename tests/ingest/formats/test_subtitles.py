from ingest.formats.subtitles import read

SAID = "The harbour opens at six, and the first ferry leaves at seven."


def shown(text: str) -> list[str]:
    made = read(text)
    return [block.span.of(made.text) for block in made.blocks]


def test_cues_are_sentences_with_the_time_at_which_they_begin() -> None:
    vtt = (
        "WEBVTT\n\nNOTE not said\n\n1\n00:01:30.000 --> 00:01:33.000 align:start\n<v Mary>The harbour opens\n\n"
        "00:01:33.000 --> 00:01:36.000\nat six &amp; <i>closes</i> at nine.\n\n"
        "01:40.000 --> 01:41.000\n<v Tan>Thanks.\n"
    )
    assert shown(vtt) == ["[0:01:30] Mary: The harbour opens at six & closes at nine.", "[0:01:40] Tan: Thanks."]


def test_other_marks_and_repeated_lines_are_left() -> None:
    srt = "1\n00:00:01,000 --> 00:00:02,000\n{\\an8}The gate\n\n2\n00:00:02,000 --> 00:00:03,000\nis shut.\n"
    srt = srt.replace("\n", "\r\n")
    assert shown(srt) == ["[0:00:01] The gate is shut."]
    rolling = "\n\n".join(f"00:00:0{n}.000 --> 00:00:0{n + 1}.000\n{SAID}" for n in range(3))
    assert shown(rolling) == [f"[0:00:00] {SAID}"]


def test_a_long_stretch_is_parted_where_a_sentence_ends() -> None:
    cues = "\n\n".join(f"00:{n:02}:00.000 --> 00:{n:02}:09.000\n{n} {SAID}" for n in range(20))
    found = shown(cues)
    assert len(found) > 2
    assert all(each.startswith("[0:") and each.endswith("seven.") for each in found)


def test_what_is_no_cue_is_left_out() -> None:
    assert shown("WEBVTT\n\nSTYLE\n::cue {}\n\n00:00:01.000 --> 00:00:02.000\n\n") == []


def test_what_ends_as_the_line_before_does_is_said_too() -> None:
    cues = ["I know", "now", "that it costs 100", "0"]
    srt = "\n\n".join(f"00:00:0{n},000 --> 00:00:0{n + 1},000\n{words}" for n, words in enumerate(cues))
    assert shown(srt) == ["[0:00:00] I know now that it costs 100 0"]
