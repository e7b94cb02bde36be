"""Where makers send to, how long it takes and what it costs."""
