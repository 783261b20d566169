"""The tree of kinds: found by the words that a person has for a record, reached by keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from countydesk.services.desk import Desk
from ui.pages.activities.tree import KindTree, nodes_of

Key = Qt.Key


@pytest.fixture
def tree(desk: Desk) -> KindTree:
    shown = KindTree()
    shown.offer(list(nodes_of(desk.catalogue.actions, desk.catalogue.programmes)))
    shown.show()
    shown.activateWindow()
    QTest.qWaitForWindowActive(shown)
    shown.look_for()
    return shown


def chosen(tree: KindTree) -> str:
    return tree.choice.kind.name if tree.choice.kind else ""


def test_a_programme_with_one_kind_is_found_by_the_kind_too(tree: KindTree) -> None:
    tree.search.setText("青年诉求")  # the only kind of 青年之声, which its line names
    QTest.keyClick(tree.search, Key.Key_Return)
    assert chosen(tree) == "youth_voice.appeal"


def test_down_goes_to_what_was_found(tree: KindTree) -> None:
    tree.search.setText("招聘会")
    QTest.keyClick(tree.search, Key.Key_Down)
    assert chosen(tree) == "job_fair.fair" and tree.tree.hasFocus()
    tree.search.setText("就业")
    QTest.keyClick(tree.search, Key.Key_Down)
    assert chosen(tree) == "job_fair.fair"  # it is among those found: one goes on from there


def test_choosing_a_kind_by_its_name_keeps_the_words_out_of_the_way(tree: KindTree) -> None:
    tree.search.setText("没有这样的项目")
    assert all(item.isHidden() for item in tree._items() if item.parent() is None)
    tree.choose("job_fair.fair")
    assert tree.search.text() == "" and chosen(tree) == "job_fair.fair"
