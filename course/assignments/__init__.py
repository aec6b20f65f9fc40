"""Courses that groups are asked to take: who is how far, due dates, reminders, managers."""
