"""Small problems of our own, laid out as the benchmarks lay out theirs."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

HALF = "  assign carry = a & b;\n  assign sum = a ^ b;\nendmodule\n"
PORTS = "(\n  input a,\n  input b,\n  output carry,\n  output sum\n);\n"
SAID = "Add the bits a and b: their sum without carry, and the carry."

# A testbench in the manner of VerilogEval: compares with a reference beside it, reports when the simulation ends.
COMPARING = """`timescale 1 ps/1 ps
module tb();
  reg a = 0, b = 0;
  wire carry_ref, sum_ref, carry_dut, sum_dut;
  int errors, samples;
  {reference} good (.a, .b, .carry(carry_ref), .sum(sum_ref));
  {asked} dut (.a, .b, .carry(carry_dut), .sum(sum_dut));
  initial begin
    $dumpfile("wave.vcd");
    $dumpvars(1, a);
    repeat (8) begin
      #5 {{a, b}} = {{a, b}} + 2'd1;
      #5 samples++;
      if ({{carry_ref, sum_ref}} !== ({{carry_ref, sum_ref}} ^ {{carry_dut, sum_dut}} ^ {{carry_ref, sum_ref}})) errors++;
    end
    $finish;
  end
  final $display("Mismatches: %1d in %1d samples", errors, samples);
  initial begin
    #1000000
    $display("TIMEOUT");
    $finish();
  end
endmodule
"""

# One in the manner of RTLLM: a fixed table from a file, and a sentence at the end.
TABLE = """module testbench;
  reg a, b;
  wire carry, sum;
  reg [1:0] expected [0:3];
  integer i, errors;
  half_adder uut (.a(a), .b(b), .carry(carry), .sum(sum));
  initial begin
    $readmemb("table.dat", expected);
    errors = 0;
    for (i = 0; i < 4; i = i + 1) begin
      {a, b} = i;
      #5 if ({carry, sum} !== expected[i]) errors = errors + 1;
    end
    if (errors == 0) $display("===========Your Design Passed===========");
    else $display("===========Error===========");
    $finish;
  end
endmodule
"""


class Layouts:
    """The files of each benchmark, by path."""

    ports, body, description = PORTS, HALF, SAID

    @staticmethod
    def put(folder: Path, files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return folder

    @staticmethod
    def lines(*rows: dict[str, str]) -> str:
        return "".join(f"{json.dumps(row)}\n" for row in rows)

    @staticmethod
    def first_edition() -> dict[str, str]:
        header = f"module top_module {PORTS}"
        test = COMPARING.format(reference="reference_module", asked="top_module")
        task = {
            "task_id": "half",
            "prompt": header,
            "canonical_solution": HALF,
            "test": f"{test}\nmodule reference_module {PORTS}{HALF}",
        }
        return {
            "data/VerilogEval_Human.jsonl": Layouts.lines(task),
            "descriptions/VerilogDescription_Human.jsonl": Layouts.lines(
                {"task_id": "half", "detail_description": SAID}
            ),
        }

    @staticmethod
    def second_edition() -> dict[str, str]:
        parts = {
            "ref.sv": f"module RefModule {PORTS}{HALF}",
            "test.sv": COMPARING.format(reference="RefModule", asked="TopModule"),
        }
        told = f"I would like you to implement a module named TopModule.\n\n - input a\n - input b\n\n{SAID}\n"
        header = f"module TopModule {PORTS}"
        spec = parts | {"prompt.txt": told}
        code = parts | {"prompt.txt": f"{SAID}\n\n{header}\n", "ifc.txt": header}
        return {f"dataset_spec-to-rtl/Prob001_half_{name}": text for name, text in spec.items()} | {
            f"dataset_code-complete-iccad2023/Prob001_half_{name}": text for name, text in code.items()
        }

    @staticmethod
    def rtllm(folder: str, golden: str) -> dict[str, str]:
        return {
            f"{folder}/design_description.txt": f"Module name: half_adder\n{SAID}\n",
            f"{folder}/testbench.v": TABLE,
            f"{folder}/{golden}.v": f"module {golden} {PORTS}{HALF}",
            f"{folder}/table.dat": "00\n01\n01\n10\n",
            f"{folder}/makefile": "vcs:\n",
        }

    @staticmethod
    def own(name: str, header: str) -> dict[str, str]:
        """A problem of the user's own."""
        test = COMPARING.format(reference="reference_adder", asked="half_adder")
        return {
            f"{name}/prompt.txt": f"{name}: {SAID}\n\n{header}",
            f"{name}/ref.v": f"{header}{HALF}",
            f"{name}/tb.v": f"{test}\nmodule reference_adder {PORTS}{HALF}",
        }


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No copy of a benchmark that the user has added takes part."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data-home"))


@pytest.fixture(scope="session")
def layouts() -> Layouts:
    """Where the small problems come from."""
    return Layouts()


Say = Callable[[dict[str, Any]], str | int]


@dataclass
class ScriptedServer:
    """A real server on this machine that says what its script makes of a request: a text, or a status."""

    url: str
    say: Say
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    @property
    def questions(self) -> list[str]:
        """What was asked, but for the word that shows whether it answers at all."""
        return [body["messages"][-1]["content"] for body in self.asked if body["max_tokens"] > 1]


@pytest.fixture
def serve() -> Iterator[Callable[[Say], ScriptedServer]]:
    """Starts OpenAI-compatible servers with one model, "candidate"."""
    servers: list[ThreadingHTTPServer] = []

    def start(say: Say) -> ScriptedServer:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._send(200, {"data": [{"id": "candidate"}]})

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                script.asked.append(body)
                script.keys.append(self.headers.get("Authorization"))
                said = script.say(body) if body["max_tokens"] > 1 else "yes"
                if isinstance(said, int):
                    self._send(said, {"error": {"message": "no"}})
                    return
                choice = {"message": {"role": "assistant", "content": said}, "finish_reason": "stop"}
                self._send(200, {"choices": [choice], "usage": {"prompt_tokens": 7, "completion_tokens": 5}})

            def _send(self, status: int, body: dict[str, Any]) -> None:
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.send_header("Retry-After", "0")
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                return

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        servers.append(server)
        script = ScriptedServer(f"http://127.0.0.1:{server.server_port}", say)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return script

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
