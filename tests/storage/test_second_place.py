"""The second place: what is written while it is being written to comes there too."""

import threading
from collections import deque
from pathlib import Path

import pytest

from countydesk.storage.second_place import Shipping


def test_what_was_written_while_the_last_was_on_its_way_goes_before_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipping, sent = Shipping(tmp_path, deque()), []
    shipping.chosen = str(tmp_path)
    on_its_way, ending = threading.Event(), threading.Event()

    def send() -> None:
        sent.append(len(sent))
        on_its_way.set()
        ending.wait()

    monkeypatch.setattr(shipping, "_send", send)
    shipping.wake()
    on_its_way.wait()
    end = threading.Thread(target=shipping.close)
    end.start()
    while not shipping._ended:
        pass
    ending.set()
    end.join()
    assert sent == [0, 1]
