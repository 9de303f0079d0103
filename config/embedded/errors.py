"""What goes wrong with the embedded servers, in one line for the person at the keyboard."""


class ServersError(RuntimeError):
    """The servers cannot be had; the message is one line that says what to do."""
