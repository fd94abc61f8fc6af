"""The command line: how words become questions, and how a refusal reads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import typer

from app.cli import pair, read_lines, read_question
from app.client import Client
from tests.processes import free_port
from tests.stack import Stack


def _chapterhouse(*words: str, url: str, text: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "workers.cli", "--url", url, *words]
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("words", "query"),
    [
        (["RM=6.5", "CHAS=0"], {"RM": 6.5, "CHAS": 0}),
        (["a", "fine", "film"], {"text": "a fine film"}),
        (["e = mc squared is a film"], {"text": "e = mc squared is a film"}),
        (["name=x"], {"name": "x"}),
    ],
)
def test_words_become_a_question(words: list[str], query: dict[str, object]) -> None:
    assert read_question(words) == query


def test_lines_become_questions_and_a_broken_one_is_named() -> None:
    assert list(read_lines(['{"a": 1}\n', "\n", '{"a": 2}'])) == [{"a": 1}, {"a": 2}]
    with pytest.raises(typer.BadParameter, match="line 2"):
        list(read_lines(['{"a": 1}', "[1]"]))


def test_a_setting_needs_an_equals_sign() -> None:
    assert pair("epochs=4") == ("epochs", 4)
    with pytest.raises(typer.BadParameter, match="name=value"):
        pair("epochs")


def test_no_answer_is_said_clearly_and_gives_exit_code_1() -> None:
    done = _chapterhouse("jobs", url=f"http://127.0.0.1:{free_port()}")

    assert done.returncode == 1
    assert "no answer from" in done.stderr and "Traceback" not in done.stderr


def test_train_follows_the_job_and_predict_asks_it(stack: Stack) -> None:
    stack.start_api()
    url = str(stack.client.base_url)

    trained = _chapterhouse("train", "sleepy", "--param", "steps=3", "--model", "by-hand", url=url)
    assert trained.returncode == 0, trained.stderr
    assert '"version": 1' in trained.stdout

    asked = _chapterhouse("predict", "by-hand", "-", url=url, text='{"number": 1}\n{"number": 2}\n')
    assert asked.stdout == '{"total": 4}\n{"total": 5}\n'

    failed = _chapterhouse("train", "sleepy", "--param", "trick=raise", url=url)
    assert failed.returncode == 1 and "ValueError" in failed.stderr

    refused = _chapterhouse("train", "sleepy", "--param", "steps=many", url=url)
    assert refused.returncode == 1 and "/params/steps" in refused.stderr


def test_an_event_stream_survives_the_api(stack: Stack) -> None:
    if stack.api is None:
        stack.start_api()
    job_id = stack.submit(steps=60)
    steps = []
    for event in Client(str(stack.client.base_url)).follow(job_id):
        if event.type == "metric":
            steps.append(event.data["step"])
            if len(steps) == 10:
                assert stack.api is not None
                stack.kill_tree(stack.api)
                stack.start_api()

    assert steps == list(range(1, 61))  # each once, in order


def test_the_installed_command_of_the_readme_answers() -> None:
    command = Path(sys.executable).with_name("chapterhouse")

    told = subprocess.run([command, "--help"], capture_output=True, text=True, timeout=60, check=True)

    assert all(word in told.stdout for word in ("predict", "train", "jobs", "doctor"))
