"""The length of a flight: the great circle between two airports, nothing added for detours.

The factors of flights hold the detours already; see the notes in ``factors/flight_activities.csv``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hjj_lib.intake.layout import layout

Degrees = npt.NDArray[np.float64]


def great_circle_km(
    from_latitude: Degrees, from_longitude: Degrees, to_latitude: Degrees, to_longitude: Degrees
) -> npt.NDArray[np.float64]:
    """Kilometres between points on a sphere of the Earth's mean radius, by the haversine formula.

    Parameters
    ----------
    from_latitude, from_longitude, to_latitude, to_longitude
        Degrees; north and east are positive. All of one shape.
    """
    north_1, east_1, north_2, east_2 = map(np.radians, (from_latitude, from_longitude, to_latitude, to_longitude))
    square = np.sin((north_2 - north_1) / 2) ** 2 + np.cos(north_1) * np.cos(north_2) * np.sin((east_2 - east_1) / 2) ** 2
    # Rounding may lift the square of opposite points a hair above 1, where the arcsine has no value.
    angle = 2 * np.arcsin(np.sqrt(np.minimum(square, 1)))
    kilometres: npt.NDArray[np.float64] = float(layout()["trips"]["earth_mean_radius_km"]) * angle
    return kilometres
