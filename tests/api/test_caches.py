"""The caches of a process: bounded by what they hold, not by how many."""

from api.execution.caches import Recent


def test_what_was_used_longest_ago_goes_first():
    recent = Recent[str](3)
    for key in ("a", "b", "c"):
        recent.put(key, key.upper())
    assert recent.get("a") == "A"
    recent.put("d", "D")
    assert [recent.get(key) for key in ("a", "b", "c", "d")] == ["A", None, "C", "D"]


def test_a_heavy_value_displaces_many():
    recent = Recent[int](10)
    for key in range(10):
        recent.put(key, key)
    recent.put("heavy", 1, 8)
    assert [recent.get(key) for key in range(10)] == [None] * 8 + [8, 9]
    recent.put("heavy", 2, 1)
    recent.put("more", 3, 7)
    assert [recent.get(key) for key in (8, 9, "heavy", "more")] == [8, 9, 2, 3]


def test_what_is_heavier_than_all_is_not_kept():
    recent = Recent[int](10)
    assert recent.put("huge", 1, 11) == 1
    assert recent.get("huge") is None
    recent.put("small", 2)
    assert recent.get("small") == 2


async def test_documents_weigh_what_they_are_long(api):
    document = "{ me { " + " ".join(f"a{number}: actions" for number in range(100)) + " } }"
    documents = api.engine.caches.documents
    before = documents._weight
    await api.data(None, document)
    assert documents._weight == before + len(document)
    await api.data(None, document)
    assert documents._weight == before + len(document)
