"""What chat platforms have in common: a delivery is remembered, answered once, laid out and sent until it has arrived or failed for a reason."""
