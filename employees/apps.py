from django.apps import AppConfig


class EmployeesConfig(AppConfig):
    name = "employees"

    def ready(self) -> None:
        from employees import receivers  # noqa: F401 (connects the signal receivers)
