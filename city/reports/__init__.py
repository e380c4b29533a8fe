"""Reports: something in the city is broken, dirty, noisy or dangerous; named after Open311 GeoReport v2."""
