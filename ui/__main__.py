"""The entry point: opens the window."""

import os
import sys


def main() -> int:
    """Opens the window and returns its exit code; COUNTYDESK_QUIT_AFTER_START closes it once it is shown."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    application = QApplication(sys.argv)
    window = QMainWindow()
    window.setWindowTitle("县级团委帮扶台账")
    window.show()
    if os.environ.get("COUNTYDESK_QUIT_AFTER_START"):
        QTimer.singleShot(0, application.quit)
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
