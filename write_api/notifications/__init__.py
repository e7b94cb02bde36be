"""Mail: written down with what causes it, sent afterwards."""
