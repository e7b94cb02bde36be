"""The currency that a shop begins with, by its country. Pure."""

from core.money import Currency

_EURO = "AD AT AX BE BG BL CY DE EE ES FI FR GF GP GR HR IE IT LT LU LV MC ME MF MQ MT NL PM PT RE SI SK SM TF VA XK YT"
_COUNTRIES: dict[Currency, str] = {
    "AUD": "AU CC CX HM KI NF NR TV",
    "CAD": "CA",
    "CHF": "CH LI",
    "DKK": "DK FO GL",
    "EUR": _EURO,
    "GBP": "GB GG GS IM JE",
    "JPY": "JP",
    "NOK": "BV NO SJ",
    "NZD": "CK NU NZ PN TK",
    "SEK": "SE",
}
_BY_COUNTRY = {
    country: currency for currency, countries in _COUNTRIES.items() for country in countries.split()
}


def currency_of(country: str) -> Currency:
    """Return the country's currency; US dollars where it is none that we carry."""
    return _BY_COUNTRY.get(country, "USD")
