"""The queue of files: nothing is lost, nothing is read half-written, order is kept."""

import json
from pathlib import Path

import pytest
from celery import Celery
from kombu import Connection
from kombu.transport import TRANSPORT_ALIASES

from community import broker


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "broker"


@pytest.fixture
def connection(folder: Path):
    options = {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.01,
    }
    # What is bound to what is remembered for the whole process, whatever the folder.
    broker.Transport.global_state.clear()
    with Connection(transport=broker.Transport, transport_options=options) as made:
        yield made


def queue(connection: Connection):
    return connection.SimpleQueue("letters")


def files(folder: Path, name: str) -> list[Path]:
    return sorted((folder / name).glob("*.msg"))


def test_a_message_waits_in_the_queue_and_is_gone_when_its_work_is_done(connection, folder):
    letters = queue(connection)
    letters.put({"to": "Ade"})
    assert len(files(folder, "queue")) == 1

    message = letters.get(timeout=2)

    assert message.payload == {"to": "Ade"}
    assert files(folder, "queue") == []
    assert len(files(folder, "taken")) == 1  # a crash now would not lose it
    message.ack()
    assert files(folder, "taken") == []


def test_messages_come_in_the_order_they_were_sent(connection):
    letters = queue(connection)
    for number in range(20):
        letters.put(number)

    came = []
    for _ in range(20):
        message = letters.get(timeout=2)
        came.append(message.payload)
        message.ack()
    assert came == list(range(20))


def test_a_rejected_message_goes_back_to_the_queue_once(connection, folder):
    letters = queue(connection)
    letters.put("again")
    letters.get(timeout=2).requeue()

    assert len(files(folder, "queue")) == 1
    assert files(folder, "taken") == []
    assert letters.get(timeout=2).payload == "again"


def test_what_a_crash_left_behind_is_put_back(connection, folder):
    letters = queue(connection)
    letters.put("unfinished")
    letters.get(timeout=2)

    assert broker.put_back(folder / "taken", folder / "queue") == 1

    assert queue(connection).get(timeout=2).payload == "unfinished"


def test_a_message_that_is_still_worked_on_is_left_alone(connection, folder):
    letters = queue(connection)
    letters.put("at work")
    letters.get(timeout=2)

    assert broker.put_back(folder / "taken", folder / "queue", older_than=3600) == 0


def test_a_half_written_message_is_not_seen(connection, folder):
    letters = queue(connection)
    (folder / "queue" / ".00000000000000000001-x.letters.msg").write_text('{"half')

    with pytest.raises(letters.Empty):
        letters.get(timeout=0.1)


def test_other_queues_are_left_alone(connection, folder):
    letters = queue(connection)
    other = connection.SimpleQueue("parcels")
    other.put("heavy")

    with pytest.raises(letters.Empty):
        letters.get(timeout=0.1)
    assert other.get(timeout=2).payload == "heavy"


def test_unfinished_work_is_put_back_when_the_worker_closes_in_order(connection, folder):
    letters = queue(connection)
    letters.put("closing")
    letters.get(timeout=2)

    connection.release()

    assert len(files(folder, "queue")) == 1
    assert files(folder, "taken") == []
    assert json.loads(files(folder, "queue")[0].read_text())["headers"] is not None


def test_celery_knows_the_queue_by_its_address(folder):
    assert TRANSPORT_ALIASES["folder"] == "community.broker:Transport"
    # Not the current app: every other task of this process belongs to the real one.
    app = Celery("letters", broker="folder://localhost/", set_as_current=False)
    app.conf.broker_transport_options = {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
    }

    app.send_task("letters.send", args=[7], task_id="one")

    (message,) = files(folder, "queue")
    assert json.loads(message.read_text())["headers"]["task"] == "letters.send"
