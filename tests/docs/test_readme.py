"""The README's first ten minutes, run as a newcomer would run them, against a fresh demo tenant."""

import shutil

import pytest

from tests.docs.readme import blocks, comparable, demo_server, run


@pytest.mark.skipif(shutil.which("curl") is None, reason="the README's requests are made with curl")
def test_the_first_ten_minutes_are_as_written(tmp_path):
    told = blocks()
    with demo_server(tmp_path / "data") as environment:
        answers = run([block.script for block in told], environment)
    assert len(answers) == len(told), "a script ended the shell"
    for block, answer in zip(told, answers, strict=True):
        assert comparable(answer) == comparable(block.answer), block.script
