"""Django app of questions."""

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    """Questions the record raises, decided by persons."""

    name = "liem.spine.questions"
    label = "questions"
    verbose_name = "Câu hỏi cần xem xét"
