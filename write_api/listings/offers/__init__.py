"""What can be bought now of given pieces, and why not."""

from write_api.listings.offers.service import Choice, Offer, WhyNot, offers

__all__ = ["Choice", "Offer", "WhyNot", "offers"]
