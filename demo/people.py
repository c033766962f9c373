"""The agency and the people who work there."""

from dataclasses import dataclass

from demo import servers
from employees.models import Role

PASSWORD = "demo-easyflex"  # of the accounts somebody logs in with; `./dev start` prints it
COMPANY_NAME = "Uitzendbureau De Brug"
GENERAL_EMAIL = "info@debrug.example"


@dataclass(frozen=True)
class Person:
    """Somebody at the agency. `location` is the identification of a server, empty for the company's default."""

    username: str
    name: str
    role: Role = Role.EMPLOYEE
    can_log_in: bool = False
    location: str = ""
    has_login_there: bool = False

    @property
    def email(self) -> str:
        """Their address at the agency."""
        return f"{self.username}@debrug.example"


PEOPLE = (
    Person("beheerder", "Annelies Bakker", Role.ADMINISTRATOR, can_log_in=True),
    Person("medewerker", "Jeroen Smit", can_log_in=True, location=servers.CUSTOMER, has_login_there=True),
    Person("medewerker2", "Fatima El Amrani", can_log_in=True),
    Person("support", "Mark Visser", Role.SUPPORT, can_log_in=True),
    Person("s.dejong", "Sanne de Jong", location=servers.CUSTOMER),
    Person("t.vermeulen", "Tom Vermeulen", location=servers.MAILBOX_FULL),
    Person("l.nguyen", "Linh Nguyen", location=servers.GREYLISTING),
    Person("p.hendriks", "Peter Hendriks", location=servers.WRONG_PASSWORD),
    Person("m.yilmaz", "Meryem Yılmaz", location=servers.BRANCH),
    Person("r.vandenberg", "Ruben van den Berg", location=servers.BRANCH),
    Person("e.mulder", "Eva Mulder", location=servers.WAREHOUSE),
    Person("k.dewit", "Karin de Wit", location=servers.HEAD_OFFICE),
)
