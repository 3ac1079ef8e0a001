"""Where webhooks may go."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.webhooks.destinations import Destinations
from serving.webhooks.errors import AddressRefused, AddressUnresolved

PUBLIC = "93.184.216.34"


def leading_to(*addresses: str, hosts: tuple[str, ...] = ()) -> Destinations:
    return Destinations(hosts, lambda host, port: list(addresses))


def test_an_https_address_of_a_public_host_is_used_at_the_ip_address_that_was_checked():
    url, addresses = leading_to(PUBLIC).addresses("https://kantor.example/kait?kunci=1")

    assert (url.host, addresses) == ("kantor.example", [PUBLIC])


@pytest.mark.parametrize(
    "url",
    [
        "http://kantor.example/",
        "ftp://kantor.example/",
        "file:///etc/passwd",
        "kantor.example",
        "https://",
        "https://admin:rahasia@kantor.example/",
        "https://kantor.example/#bagian",
        "https://kantor.example:port/",
        "",
    ],
)
def test_an_address_without_tls_or_with_a_users_name_is_refused(url):
    with pytest.raises(AddressRefused):
        leading_to(PUBLIC).addresses(url)


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.8", "172.16.4.1", "192.168.1.1", "100.64.0.1", "127.0.0.1", "0.0.0.0", "169.254.169.254",
        "168.63.129.16", "100.100.100.200", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0",
        "fd00:ec2::254", "fc00::1", "ff02::1", "::ffff:10.0.0.8", "::ffff:169.254.169.254", "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_a_host_that_leads_into_a_network_of_ones_own_is_refused(address):
    with pytest.raises(AddressRefused):
        leading_to(address).addresses("https://kantor.example/")


def test_one_private_address_among_public_ones_is_enough_to_refuse():
    with pytest.raises(AddressRefused):
        leading_to(PUBLIC, "10.0.0.8").addresses("https://kantor.example/")


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "localhost"])
def test_other_spellings_of_loopback_are_refused(host):
    with pytest.raises(AddressRefused):
        Destinations().addresses(f"https://{host}/")


def test_loopback_without_tls_needs_the_operators_word():
    with pytest.raises(AddressRefused):
        Destinations().addresses("http://127.0.0.1:9000/")

    _, addresses = Destinations(("127.0.0.1",)).addresses("http://127.0.0.1:9000/")

    assert addresses == ["127.0.0.1"]


def test_with_hosts_named_only_those_are_used():
    named = leading_to("10.0.0.8", hosts=("Kait.Dinas.example",))

    named.addresses("https://kait.dinas.example/")
    for url in ("https://dinas.example/", "https://kait.dinas.example.jahat.example/", f"https://{PUBLIC}/"):
        with pytest.raises(AddressRefused):
            named.addresses(url)


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "168.63.129.16", "::ffff:169.254.169.254"])
def test_even_a_named_host_never_leads_to_a_metadata_service(address):
    with pytest.raises(AddressRefused):
        leading_to(address, hosts=("kait.example",)).addresses("https://kait.example/")


def test_a_host_without_an_ip_address_is_said_to_be_unknown():
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError

    with pytest.raises(AddressUnresolved):
        Destinations(resolve=nowhere).addresses("https://tidak-ada.example/")
    with pytest.raises(AddressUnresolved):
        leading_to().addresses("https://tidak-ada.example/")


@given(st.ip_addresses())
def test_without_named_hosts_only_global_addresses_are_used(address):
    try:
        leading_to(str(address)).addresses("https://kantor.example/")
    except AddressRefused:
        return

    assert address.is_global
    assert not address.is_multicast


@given(st.text())
def test_whatever_is_given_as_an_address_is_used_or_refused_and_never_fails_otherwise(text):
    for url in (text, f"https://{text}/", f"https://kantor.example{text}"):
        with suppress(AddressRefused):
            leading_to(PUBLIC).addresses(url)
