"""Which addresses may be tested."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from mailservers.policy import configured_policy, network_policy
from tests.factories import make_company

REFUSED = [
    "127.0.0.1", "::1", "::", "0.0.0.0", "169.254.169.254", "fe80::1", "100.100.100.200",
    "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
]  # fmt: skip


@pytest.mark.parametrize("address", REFUSED)
def test_this_machine_and_metadata_services_are_refused(address: str) -> None:
    assert not configured_policy().permits(address)


@pytest.mark.parametrize("address", ["10.1.2.3", "192.168.1.10", "203.0.113.5", "2001:db8::1"])
def test_a_relay_in_a_private_network_is_legitimate(address: str) -> None:
    assert configured_policy().permits(address)


@pytest.mark.django_db
@pytest.mark.parametrize("demo", [True, False])
def test_only_the_demo_may_reach_its_own_machine(demo: bool) -> None:
    make_company(demo=demo)
    assert network_policy().permits("127.0.0.1") is demo
    assert not network_policy().permits("169.254.169.254")


def test_settings_close_networks_and_make_exceptions(settings: object) -> None:
    settings.NETWORK_DENY, settings.NETWORK_ALLOW = ["10.0.0.0/8"], ["10.1.0.0/16"]  # type: ignore[attr-defined]
    policy = configured_policy()
    assert (policy.permits("10.2.0.1"), policy.permits("10.1.0.1")) == (False, True)


@pytest.mark.parametrize("name", ["NETWORK_ALLOW", "NETWORK_DENY"])
def test_a_network_that_is_none_stops_the_start(name: str, settings: object) -> None:
    setattr(settings, name, ["10.0.0.0/33"])
    with pytest.raises(ImproperlyConfigured, match=f"EASYFLEX_{name}: '10.0.0.0/33'"):
        configured_policy()


@pytest.mark.django_db
def test_the_check_names_the_wrong_network(settings: object) -> None:
    settings.NETWORK_DENY = ["everything"]  # type: ignore[attr-defined]
    with pytest.raises(SystemCheckError, match="everything"):
        call_command("check")
