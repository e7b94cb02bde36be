"""What two or more services must agree on. Imports no sibling."""
