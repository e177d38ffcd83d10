"""Mail in the embedded mode: readable where it is printed, whole where it is kept."""

import pytest
from django.core.mail import EmailMultiAlternatives

from community.notices.actions import tell, without_mail


@pytest.fixture
def printed(settings, tmp_path, capsys):
    settings.EMAIL_BACKEND = "community.notices.mail.ConsoleAndFileBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    letter = EmailMultiAlternatives(
        "Your code", "Hello,\n\nhttp://127.0.0.1:8000/here/\n", to=["ade@test.example"]
    )
    letter.attach_alternative("<p>Hello</p>", "text/html")
    letter.send()
    return capsys.readouterr().out


def test_a_person_reads_to_whom_it_goes_the_subject_and_the_words(printed):
    assert printed == (
        "\nMail to ade@test.example: Your code\n  Hello,\n\n  http://127.0.0.1:8000/here/\n"
    )
    assert "<p>" not in printed
    assert "MIME-Version" not in printed


def test_the_whole_letter_is_kept_in_a_file_of_its_own(printed, tmp_path):
    (letter,) = tmp_path.iterdir()

    assert "Subject: Your code" in letter.read_text()
    assert "<p>Hello</p>" in letter.read_text()


@pytest.mark.django_db
def test_somebody_can_be_told_without_a_letter(django_user_model):
    reader = django_user_model.objects.create(email="reader@test.example")
    with without_mail():
        quiet = tell(reader.pk, "demo", subject="Hello", body="Hello")
    loud = tell(reader.pk, "demo", subject="Hello", body="Hello")

    assert quiet.wants_email is False
    assert loud.wants_email is True
