"""From a frame with holes to a query, one module for each step (docs/architecture.md)."""
