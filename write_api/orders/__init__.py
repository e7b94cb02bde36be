"""Orders: placed once, sent by their makers part by part, taken back in part or whole."""
