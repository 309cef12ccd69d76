"""Qpid Proton's client as a device: peer.py send|receive|answer URL ADDRESS COUNT [key=value ...].

Prints a line a thing: what became of a message, what came, or what went wrong.
"""
import json
import sys
import threading

from proton import Message, Terminus, symbol
from proton.handlers import MessagingHandler
from proton.reactor import Container, AtMostOnce, LinkOption, SenderOption


class NoTarget(SenderOption):
    def apply(self, sender):
        sender.target.address = None


class Durable(LinkOption):
    """What is behind the other end outlives a restart; without it RabbitMQ 3 makes queues that do not."""

    def apply(self, link):
        (link.target if link.is_sender else link.source).durability = Terminus.DELIVERIES


class Peer(MessagingHandler):
    def __init__(self, what, url, address, count, options):
        super().__init__(prefetch=options.get("prefetch", 10), auto_accept=True)
        self.what, self.url, self.address, self.count, self.options = what, url, address, count, options
        self.sent, self.settled, self.received = 0, 0, 0

    def on_start(self, event):
        o = self.options
        kwargs = {k: o[k] for k in ("user", "password", "allowed_mechs", "max_frame_size") if k in o}
        if "sasl" in o:
            kwargs["sasl_enabled"] = o["sasl"]
        event.container.container_id = o.get("container", "proton-device")
        if "certificate" in o or "ca" in o:
            event.container.ssl.client.set_trusted_ca_db(o["ca"])
            event.container.ssl.client.set_peer_authentication(2)
            if "certificate" in o:
                event.container.ssl.client.set_credentials(o["certificate"], o["certificate_key"], None)
        self.connection = event.container.connect(self.url, reconnect=False, allow_insecure_mechs=True, heartbeat=5, **kwargs)
        if self.what == "send":
            relay = [NoTarget()] if o.get("relay") else []
            durable = [Durable()] if o.get("durable") else []
            fast = [AtMostOnce()] if o.get("fast") else []
            self.sender = event.container.create_sender(self.connection, None if relay else self.address, options=relay + fast + durable)
        else:
            self.receiver = event.container.create_receiver(self.connection, self.address, options=[Durable()] if o.get("durable") else [])
            if self.what == "answer":
                self.answers = event.container.create_sender(self.connection, o["answers"])

    def on_sendable(self, event):
        if self.what != "send":
            return
        while event.sender.credit and self.sent < self.count:
            event.sender.send(self.message(self.options.get("first", 1) + self.sent))
            self.sent += 1

    def message(self, seq):
        o = self.options
        body = o["body"].replace("%", str(seq)) if "body" in o else json.dumps({"seq": seq, "temp": 20.5})
        message = Message(id=str(seq), body=body if o.get("text") else body.encode(), durable=True, inferred=not o.get("text"))
        if o.get("pad"):
            message.body = body.encode() + b" " * o["pad"]
        if "type" in o:
            message.content_type = symbol(o["type"])
        if o.get("relay"):
            message.address = self.address
        if "device" in o:
            message.properties = {"device": o["device"]}
        if "subject" in o:
            message.subject = o["subject"]
        return message

    def on_accepted(self, event):
        self.end("accepted")

    def on_rejected(self, event):
        condition = event.delivery.remote.condition
        self.end("rejected " + (f"{condition.name} {condition.description}" if condition else ""))

    def on_released(self, event):
        self.end("released")

    def end(self, text):
        print(text, flush=True)
        self.settled += 1
        if self.settled == self.count:
            self.connection.close()

    def on_message(self, event):
        message, body = event.message, event.message.body
        body = bytes(body).decode() if isinstance(body, (bytes, memoryview)) else str(body)
        print(json.dumps({"subject": message.subject, "type": str(message.content_type), "body": body, "durable": message.durable}), flush=True)
        if self.what == "answer" and message.reply_to:
            self.answers.send(Message(correlation_id=message.correlation_id, body=b'{"done":true}', inferred=True))
        self.received += 1
        if self.received == self.count:
            self.connection.close()

    def on_link_opened(self, event):
        print("attached", flush=True)

    def on_link_error(self, event):
        self.error("link", event.link.remote_condition)

    def on_session_error(self, event):
        self.error("session", event.session.remote_condition)

    def on_connection_error(self, event):
        self.error("connection", event.connection.remote_condition)

    def on_transport_error(self, event):
        self.error("transport", event.transport.condition)

    def error(self, what, condition):
        print(f"error {what} {condition.name} {condition.description}" if condition else f"error {what}", flush=True)
        self.connection.close()


def main():
    what, url, address, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    options = {}
    for argument in sys.argv[5:]:
        key, value = argument.split("=", 1)
        options[key] = json.loads(value) if key in ("relay", "fast", "durable", "text", "pad", "first", "sasl", "prefetch", "max_frame_size") else value
    Container(Peer(what, url, address, count, options)).run()


threading.excepthook = sys.excepthook
main()
