"""Open311 GeoReport v2 on the wire: formats, parameters, shapes, and who may write. Routes are in bot/api/open311.py."""
