"""Which media type a response gets, by the header `Accept`."""

import pytest

from api.http.negotiation import EVENT_STREAM, PLAIN_JSON, RESPONSE_JSON, accepted


@pytest.mark.parametrize(
    ("header", "chosen", "stream"),
    [
        ("", PLAIN_JSON, True),
        ("*/*", PLAIN_JSON, True),
        ("application/*", PLAIN_JSON, False),
        ("text/*", EVENT_STREAM, True),
        (PLAIN_JSON, PLAIN_JSON, False),
        ("Application/JSON; charset=utf-8", PLAIN_JSON, False),
        (RESPONSE_JSON, RESPONSE_JSON, False),
        (f"{RESPONSE_JSON}, {PLAIN_JSON};q=0.9", RESPONSE_JSON, False),
        (f"{RESPONSE_JSON}; charset=utf-8, {PLAIN_JSON}; charset=utf-8", RESPONSE_JSON, False),
        (f"{PLAIN_JSON}, {RESPONSE_JSON}", PLAIN_JSON, False),
        (f"{RESPONSE_JSON};q=0.5, {PLAIN_JSON}", PLAIN_JSON, False),
        (f"{RESPONSE_JSON};q=0.5, */*;q=0.1", RESPONSE_JSON, True),
        (f"*/*, {PLAIN_JSON};q=0", RESPONSE_JSON, True),
        (EVENT_STREAM, EVENT_STREAM, True),
        (f"{PLAIN_JSON}, {EVENT_STREAM}", PLAIN_JSON, True),
        (f"{RESPONSE_JSON}, {PLAIN_JSON}, {EVENT_STREAM}, multipart/mixed", RESPONSE_JSON, True),
        (f"{PLAIN_JSON}, {EVENT_STREAM};q=0", PLAIN_JSON, False),
        (f"{RESPONSE_JSON};q=0", None, False),
        (f"{RESPONSE_JSON};q=nonsense", None, False),
        ("text/html", None, False),
        ("image/*, text/plain", None, False),
        (",;q=1,", None, False),
    ],
)
def test_the_media_type_is_the_callers_choice(header, chosen, stream):
    found = accepted(header)
    assert (found.media_type, found.stream) == (chosen, stream)
