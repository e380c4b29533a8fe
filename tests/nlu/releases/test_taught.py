"""What a model was made of: the data repository as git keeps it, and the hash of each intent's examples."""

from pathlib import Path

import pytest

from nlu.releases.taught import Made, beside, hashes_of_intents, read_made, write_made
from nlu.releases.teaching import commit_of, copy

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def nlu(folder: Path, name: str, *examples: str, intent: str = "greet") -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"    - {example}\n" for example in examples)
    path.write_text(f'version: "3.1"\nnlu:\n- intent: {intent}\n  examples: |\n{lines}', encoding="utf-8")


@pytest.mark.parametrize(
    "files",
    [
        {},
        {".git/HEAD": "ref: refs/heads/main\n"},
        {".git/HEAD": "ref: refs/heads/main\n", ".git/refs/heads/main": "not a commit\n"},
        {".git/HEAD": "ref: refs/heads/main\n", ".git/packed-refs": f"{COMMIT} refs/heads/other\n"},
        {".git/HEAD": "../../etc/passwd\n"},
    ],
)
def test_there_is_no_commit(tmp_path: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    assert commit_of(tmp_path) is None


@pytest.mark.parametrize(
    "files",
    [
        {".git/HEAD": f"{COMMIT}\n"},
        {".git/HEAD": "ref: refs/heads/main\n", ".git/refs/heads/main": f"{COMMIT}\n"},
        {".git/HEAD": "ref: refs/heads/main\n", ".git/packed-refs": f"# pack-refs\n{COMMIT} refs/heads/main\n"},
    ],
)
def test_the_commit_of_a_repository(tmp_path: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    assert commit_of(tmp_path) == COMMIT


def test_nothing_taught_is_a_state_too(tmp_path: Path) -> None:
    taught = copy(tmp_path / "missing", tmp_path / "copy")
    assert taught.commit is None
    assert len(taught.sha256) == 64


def test_a_copy_keeps_what_was_taught_when_it_was_made(tmp_path: Path) -> None:
    nlu(tmp_path / "nlu", "zh/greet.yml", "你好")
    first = copy(tmp_path, tmp_path / "first")
    nlu(tmp_path / "nlu", "zh/greet.yml", "你好", "您好")
    assert "您好" not in (tmp_path / "first" / "nlu" / "zh" / "greet.yml").read_text(encoding="utf-8")
    assert copy(tmp_path, tmp_path / "second").sha256 != first.sha256


def test_an_intent_is_known_by_its_examples_wherever_they_stand(tmp_path: Path) -> None:
    nlu(tmp_path / "one", "zh/a.yml", "你好", "您好")
    nlu(tmp_path / "one", "en/a.yml", "hello")
    nlu(tmp_path / "two", "zh/b.yml", "您好")
    nlu(tmp_path / "two", "zh/c.yml", "你好")
    nlu(tmp_path / "three", "zh/c.yml", "再见", intent="goodbye")
    one, two = hashes_of_intents([tmp_path / "one"]), hashes_of_intents([tmp_path / "two"])
    assert one.keys() == {"zh/greet", "en/greet"}
    assert one["zh/greet"] == two["zh/greet"]
    assert hashes_of_intents([tmp_path / "two", tmp_path / "three"])["zh/greet"] == two["zh/greet"]
    nlu(tmp_path / "two", "zh/d.yml", "早")
    assert hashes_of_intents([tmp_path / "two"])["zh/greet"] != one["zh/greet"]


def test_facts_are_kept_beside_the_model(tmp_path: Path) -> None:
    model = tmp_path / "shimin-1.tar.gz"
    assert read_made(model) == Made()
    made = Made(project="1", intents={"zh/greet": "a"}, train_seconds=1.5)
    write_made(model, made)
    assert read_made(model) == made
    beside(model).write_text("{", encoding="utf-8")
    assert read_made(model) == Made()
