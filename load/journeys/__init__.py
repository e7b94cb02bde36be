"""What shoppers do: one journey a file, made of named steps."""
