"""Locust journeys and benchmark scripts: shoppers and makers over HTTP, nothing of ours imported."""
