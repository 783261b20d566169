"""What every test stands on: Qt without a screen, and no time limits that a busy machine breaks."""

import os

from hypothesis import settings

os.environ["QT_QPA_PLATFORM"] = "offscreen"

settings.register_profile("desk", deadline=None)
settings.load_profile("desk")
