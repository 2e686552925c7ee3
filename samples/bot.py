"""A bot for Baton with Python's standard library alone: BOT_SECRET=… python3 bot.py 8901"""
import hashlib, hmac, json, os, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ["BOT_SECRET"].encode()


def is_signed(header, body):
    parts = [part.split("=", 1) for part in header.split(",") if "=" in part]
    seconds = dict(parts).get("t", "")
    wanted = hmac.new(SECRET, seconds.encode() + b"." + body, hashlib.sha256).hexdigest().encode()
    is_fresh = seconds.isdecimal() and abs(time.time() - int(seconds)) < 300
    return is_fresh and any(name == "v1" and hmac.compare_digest(value.encode(), wanted) for name, value in parts)


def answer(turn):
    said = turn["said"][-1]["text"]
    if "person" in said.lower():
        yield {"type": "say", "markdown": "I will get somebody."}
        yield {"type": "handoff", "skill": next(iter(turn["skills"]), None), "summary": f"They asked: {said}"}
    else:
        for word in f"You said: **{said}**".split(" "):
            yield {"type": "stream", "text": word + " "}
        yield {"type": "say", "choices": [{"label": "Talk to a person", "handoff": True}]}
    yield {"type": "done"}


class Bot(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not is_signed(self.headers.get("Baton-Signature", ""), body):
            return self.send_error(401)
        request = json.loads(body)
        self.send_response(200 if request["type"] == "turn" else 204)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for action in answer(request) if request["type"] == "turn" else []:
            self.wfile.write(f"data: {json.dumps(action)}\n\n".encode())


server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Bot)
print(f"listening on {server.server_port}", flush=True)
server.serve_forever()
