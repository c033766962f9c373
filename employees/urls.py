from django.urls import path

from employees import views

urlpatterns = [
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", views.Logout.as_view(), name="logout"),
    path("my/", views.my, name="my"),
    path("my/password/", views.my_password, name="my_password"),
    path("my/tokens/new/", views.my_token_new, name="my_token_new"),
    path("my/tokens/<int:token_id>/delete/", views.my_token_delete, name="my_token_delete"),
    path("my/work-location/", views.work_location, name="work_location"),
    path("my/work-location/check/", views.work_location_check, name="work_location_check"),
    path("employees/", views.employees, name="employees"),
    path("employees/new/", views.employee_new, name="employee_new"),
    path("employees/<int:employee_id>/edit/", views.employee_edit, name="employee_edit"),
    path("employees/<int:employee_id>/password/", views.employee_password, name="employee_password"),
]
