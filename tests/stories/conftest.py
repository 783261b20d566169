"""Stories of an area begin where the services' tests do."""

from tests.services.conftest import area_template as area_template
