"""Who acts, by which mandate, and how a refusal is said. No rows live here.

Terms: chức trách ``duty``, người thực hiện ``actor``, từ chối ``refusal``.
"""

from .actor import Actor, Answer, no, yes
from .duties import DUTIES, POSTS, Duty, Post, duties_of
from .refusals import Conflict, Invalid, NotFound, NotPermitted, Refusal, sentence_of
from .wording import said

__all__ = [
    "DUTIES",
    "POSTS",
    "Actor",
    "Answer",
    "Conflict",
    "Duty",
    "Invalid",
    "NotFound",
    "NotPermitted",
    "Post",
    "Refusal",
    "duties_of",
    "no",
    "said",
    "sentence_of",
    "yes",
]
