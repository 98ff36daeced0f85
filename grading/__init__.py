"""The instructor's half: what is graded, how it is examined, and what a student reads. Never released."""

from grading.steps import Problem, Task, call, step

__all__ = ["Problem", "Task", "call", "step"]
