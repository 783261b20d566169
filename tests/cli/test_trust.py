"""Certificates by command: from the request over the telephone to an encrypted package."""

from datetime import date
from pathlib import Path

import pytest

from tests.cli.conftest import Ask


@pytest.fixture(autouse=True)
def file_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTYDESK_FILE_PASSPHRASE", "离线口令")


def test_from_the_authority_to_the_encrypted_package(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    county, province, ca = tmp_path / "county", tmp_path / "province", tmp_path / "ca.p12"
    for folder, code in ((province, "620000"), (county, "621024")):
        assert (
            ask("new", "--desk", folder, "--office", code, "--unit", "共青团", "--operator", "周敏")[0] == 0
        )
    code, made = ask("authority", "create", "--ca", ca, "--desk", province)
    assert code == 0 and made["ca"] == str(ca)

    code, asked = ask("certificate", "request", "--to", tmp_path, "--desk", county)
    assert code == 0 and asked["office"] == "621024"
    issue = ["authority", "issue", asked["request"], "--ca", ca, "--to", tmp_path, "--desk", province]
    code, refused = ask(*issue, "--office", "621024")
    assert code == 1 and asked["fingerprint"] in refused["error"] and "电话核对" in refused["error"]
    told = ["--fingerprint", asked["fingerprint"]]
    assert ask(*issue, "--office", "621021", *told)[0] == 1
    code, reply = ask(*issue, "--office", "621024", *told)
    assert code == 0 and [one["holder_code"] for one in reply["issued"]] == ["621024"]

    code, installed = ask("certificate", "install", reply["file"], "--desk", county)
    assert code == 0 and installed["first"] and installed["authority"] == made["authority"]
    code, shown = ask("certificate", "show", "--desk", county)
    assert code == 0 and shown["own"] == installed["own"] and shown["days_left"] > 700

    month = date.today().strftime("%Y-%m")
    assert ask("close", month, "--desk", county)[0] == 0
    code, sent = ask("send", month, "--to", tmp_path, "--desk", county)
    assert code == 0 and sent["encrypted"] and sent["package"].endswith(".xlsx.p7m")
    assert ask("verify", sent["package"])[0] == 1
    code, verdict = ask("verify", sent["package"], "--with-desk", "--desk", province)
    assert code == 0 and verdict["trusted"] and verdict["package_id"] == sent["package_id"]
    code, plain = ask("send", month, "--to", tmp_path, "--plain", "--desk", county)
    assert code == 0 and not plain["encrypted"] and ask("verify", plain["package"])[0] == 0

    revoke = ["authority", "revoke", "621024", "--reason", "电脑被盗", "--ca", ca, "--desk", province]
    code, taken = ask(*revoke)
    assert code == 0 and [one["reason"] for one in taken["revoked"]] == ["电脑被盗"]
    code, published = ask("authority", "crl", "--to", tmp_path, "--desk", province)
    assert code == 0
    assert ask("certificate", "install", published["file"], "--desk", county)[1]["revoked"] == 1
    code, register = ask("authority", "show", "--desk", province)
    assert code == 0 and len(register["issued"]) == 3
    assert "已被上级机构吊销" in ask("send", month, "--to", tmp_path, "--desk", county)[1]["error"]


def test_without_a_terminal_the_file_passphrase_comes_from_the_environment(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    ask("new", "--desk", tmp_path / "p", "--office", "620000", "--unit", "共青团", "--operator", "周敏")
    monkeypatch.delenv("COUNTYDESK_FILE_PASSPHRASE")
    code, said = ask("authority", "create", "--ca", tmp_path / "ca.p12", "--desk", tmp_path / "p")
    assert code == 1 and "COUNTYDESK_FILE_PASSPHRASE" in said["error"]
