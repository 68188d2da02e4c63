from django.apps import AppConfig


class ProgramConfig(AppConfig):
    name = "program"
    verbose_name = "The provincial project and its report"
