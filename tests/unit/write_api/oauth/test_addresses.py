"""Addresses that a stranger must not make us speak to."""

import ipaddress

import pytest

from write_api.fetching import is_public, is_public_or_loopback

INSIDE = """
    127.0.0.1 127.255.255.254 0.0.0.0 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 198.18.0.1
    192.0.2.1 203.0.113.9 224.0.0.1 255.255.255.255 240.0.0.1
    ::1 :: fe80::1 fc00::1 fd12:3456::1 ff02::1 2001:db8::1
    ::ffff:127.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 2002:7f00:1::
    2001:0:4136:e378:8000:63bf:80ff:fffe
""".split()


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:2800:220:1:248:1893:25c8:1946"])
def test_addresses_outside_are(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_a_local_stack_reaches_this_machine_and_nothing_else_inside() -> None:
    assert is_public_or_loopback(ipaddress.ip_address("127.0.0.1"))
    assert not is_public_or_loopback(ipaddress.ip_address("10.0.0.1"))
