"""Tables of one-to-one and telephone support."""

from community.support.models.people import CallHours, Mode, ServiceLine, Story, WorkerProfile
from community.support.models.request import (
    OPEN_STATES,
    Appointment,
    Kind,
    RequestMessage,
    RequestState,
    SupportRequest,
)

__all__ = [
    "OPEN_STATES",
    "Appointment",
    "CallHours",
    "Kind",
    "Mode",
    "RequestMessage",
    "RequestState",
    "ServiceLine",
    "Story",
    "SupportRequest",
    "WorkerProfile",
]
