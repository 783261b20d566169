"""New passphrases: what is known of a person, or too short, is no secret."""

import pytest

from countydesk.domain.passphrases import passphrase_problem


@pytest.mark.parametrize(
    ("passphrase", "said"),
    [
        ("", "至少 8 个字符"),
        ("玉米-山路", "至少 8 个字符"),
        ("19900101", "只用数字"),
        ("13909340917", "只用数字"),
        ("aaaaaaaa", "相同的字符太多"),
    ],
)
def test_what_is_easily_guessed_is_told(passphrase: str, said: str) -> None:
    assert said in (passphrase_problem(passphrase) or "")


@pytest.mark.parametrize(
    "passphrase", ["玉米-山路-七点", "grain-26", "139093409175", "correct horse battery"]
)
def test_what_is_good_passes(passphrase: str) -> None:
    assert passphrase_problem(passphrase) is None
