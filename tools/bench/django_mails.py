"""Django's PasswordResetForm over its SMTP backend and SQLite: how many seconds it takes for so many people."""

import sys
import time

import django
from django.conf import settings

port, people = int(sys.argv[1]), int(sys.argv[2])
settings.configure(
    SECRET_KEY="benchmark",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.admin", "django.contrib.messages"],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"],
    EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
    EMAIL_HOST="127.0.0.1",
    EMAIL_PORT=port,
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    ROOT_URLCONF="django.contrib.auth.urls",
    USE_TZ=True,
)
django.setup()

from django.contrib.auth.forms import PasswordResetForm  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402

call_command("migrate", verbosity=0)
password = make_password("correct horse battery staple")
names = [f"user{number}" for number in range(people)]
User.objects.bulk_create(User(username=name, email=f"{name}@northwind.example", password=password) for name in names)
began = time.monotonic()
for name in names:
    form = PasswordResetForm({"email": f"{name}@northwind.example"})
    assert form.is_valid()
    form.save(domain_override="desk.example", email_template_name="registration/password_reset_email.html")
print(time.monotonic() - began)
