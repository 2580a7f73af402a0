"""Reading a request: every malformed body has its own sentence."""

import pytest

from api.request import check_values, decode_json, is_plain, request_from
from core.errors import SluiceError


def refusal(body):
    with pytest.raises(SluiceError) as refused:
        request_from(decode_json(body), plain=is_plain(body))
    (problem,) = refused.value.problems
    return problem


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        (b"", "BAD_REQUEST", "not JSON"),
        (b"{", "BAD_REQUEST", "line 1"),
        (b"\xff\xfe", "BAD_REQUEST", "UTF-8"),
        (b'{"query": NaN}', "BAD_REQUEST", "NaN"),
        (b'{"query": "{me}", "query": "{you}"}', "BAD_REQUEST", "twice"),
        (b'{"query": ' + b"9" * 5000 + b"}", "BAD_REQUEST", "digits"),
        (b"[" * 100_000, "BAD_REQUEST", "deeply"),
        (b"null", "BAD_REQUEST", "object"),
        (b'"text"', "BAD_REQUEST", "object"),
        (b'[{"query": "{me}"}]', "BAD_REQUEST", "Batches"),
        (b"{}", "BAD_REQUEST", "no `query`"),
        (b'{"query": ""}', "BAD_REQUEST", "no `query`"),
        (b'{"query": null}', "BAD_REQUEST", "no `query`"),
        (b'{"query": 1}', "BAD_REQUEST", "string"),
        (b'{"query": "{me}", "variables": []}', "BAD_REQUEST", "`variables`"),
        (b'{"query": "{me}", "variables": "x"}', "BAD_REQUEST", "`variables`"),
        (b'{"query": "{me}", "operationName": 1}', "BAD_REQUEST", "`operationName`"),
        (b'{"query": "{me}", "extensions": 1}', "BAD_REQUEST", "`extensions`"),
        (b'{"query": "{me}", "variables": {"a": ["x", "\\u0000"]}}', "BAD_USER_INPUT", "NUL"),
        (b'{"query": "{me}", "variables": {"a": "\\ud800"}}', "BAD_USER_INPUT", "surrogate"),
        (b'{"query": "{me}", "variables": {"\\u0000": 1}}', "BAD_USER_INPUT", "NUL"),
        (b'{"query": "{me \\u0000}"}', "BAD_USER_INPUT", "NUL"),
        (
            b'{"query": "{me}", "variables": {"a": ' + b"[" * 300 + b"]" * 300 + b"}}",
            "BAD_USER_INPUT",
            "deep",
        ),
    ],
)
def test_a_malformed_body_is_refused(body, code, words):
    problem = refusal(body)
    assert problem.code == code
    assert words in problem.message
    assert problem.next_step()


def test_the_path_names_the_unsound_text():
    with pytest.raises(SluiceError) as refused:
        check_values({"input": {"labels": [{"text": "ok"}, {"text": "a\0"}]}}, "variables")
    assert refused.value.problems[0].path == ("variables", "input", "labels", 1, "text")


def test_a_sound_request_is_read_with_any_language_and_emoji():
    body = '{"query": "{me}", "variables": {"name": "线索 \\ud83d\\ude00"}, "operationName": ""}'.encode()
    request = request_from(decode_json(body))
    assert request.variables == {"name": "线索 😀"}
    assert request.operation_name is None
    assert not request.read_only


def test_unknown_keys_are_left_to_whoever_sent_them():
    assert request_from({"query": "{me}", "id": "abc"}).document == "{me}"
