"""From a resolved query to an Answer, one module for each family of asks."""
