"""What a process remembers is bounded by the memory it takes."""

from core.recent import Recent


def test_what_was_used_longest_ago_goes_first():
    gone = []
    recent = Recent[str, str](3, gone.append)
    for key in ("a", "b", "c"):
        assert recent.put(key, key.upper(), 1) == key.upper()
    assert recent.get("a") == "A"
    recent.put("d", "D", 1)
    assert [recent.get(key) for key in ("a", "b", "c", "d")] == ["A", None, "C", "D"]
    assert gone == ["b"]
    assert list(recent) == ["a", "c", "d"]


def test_a_heavy_value_displaces_many():
    recent = Recent[int | str, int](10)
    for key in range(10):
        recent.put(key, key, 1)
    recent.put("heavy", 1, 8)
    assert [recent.get(key) for key in range(10)] == [None] * 8 + [8, 9]
    recent.put("heavy", 2, 1)
    recent.put("more", 3, 7)
    assert [recent.get(key) for key in (8, 9, "heavy", "more")] == [8, 9, 2, 3]
    assert (recent.held, len(recent)) == (10, 4)


def test_what_is_heavier_than_all_is_not_kept_and_displaces_nothing():
    recent = Recent[str, int](10)
    recent.put("small", 2, 3)
    recent.put("huge", 0, 1)
    assert recent.put("huge", 1, 11) == 1
    assert recent.get("huge") is None
    assert recent.get("small") == 2
    assert recent.held == 3


def test_it_counts_what_it_does():
    recent = Recent[str, int](2)
    recent.get("a")
    recent.put("a", 1, 1)
    recent.get("a")
    recent.put("b", 1, 2)
    recent.discard("b")
    recent.discard("b")
    assert (recent.hits, recent.misses, recent.evictions, recent.held, len(recent)) == (1, 1, 1, 0, 0)
