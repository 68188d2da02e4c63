from django.apps import AppConfig
from django.db.models.signals import post_migrate

from enrollment import name_index


class EnrollmentConfig(AppConfig):
    name = "enrollment"
    verbose_name = "Registry, referral, matching, seats, attendance, assessment"

    def ready(self) -> None:
        post_migrate.connect(name_index.install, sender=self, dispatch_uid="name_index")
