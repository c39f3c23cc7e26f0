"""Alerts: one message a cause, however many days it lasts, told to file, webhook and e-mail."""
