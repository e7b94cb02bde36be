"""Distances on the globe. Pure."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088

Point = tuple[float, float]  # latitude, longitude in degrees


@dataclass(frozen=True)
class Circle:
    """Everything within `radius_km` of a point."""

    center: Point
    radius_km: float

    def holds(self, point: Point) -> bool:
        """Tell whether the point is in the circle."""
        return distance_km(self.center, point) <= self.radius_km


def distance_km(one: Point, other: Point) -> float:
    """Return the distance along the surface (haversine), right to about half a percent."""
    lat, lng = radians(one[0]), radians(one[1])
    other_lat, other_lng = radians(other[0]), radians(other[1])
    half = sin((other_lat - lat) / 2) ** 2 + cos(lat) * cos(other_lat) * sin((other_lng - lng) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half)))
