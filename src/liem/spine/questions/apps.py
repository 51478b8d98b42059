"""Django app of questions."""

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    """Questions the record raises, decided by persons."""

    name = "liem.spine.questions"
    label = "questions"
    verbose_name = "Câu hỏi cần xem xét"

    def ready(self) -> None:
        """Register what this room gives to the ledger."""
        from . import replay, sentences  # noqa: F401 - registers rebuilding and sentences
