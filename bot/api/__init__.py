"""The HTTP interface for citizens; docs/api/openapi.yml describes it."""
