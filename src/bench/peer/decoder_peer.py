#!/usr/bin/python3
"""Times Tacotron 2's decoder step in PyTorch, as the peer of `./sori bench decoder`: same sizes, one thread, random weights.

usage: decoder_peer.py [--size small|full] [--batch 1,16] [--symbols 96] [--seconds 2] [--json]

Needs Debian's python3-torch. Run both in the same minutes on the same machine; compare the medians of the thread's processor time.
The step is written as PyTorch runs it fastest: under inference_mode, biases summed into the LSTM cells, the location filters folded into
one convolution, and nothing recorded. TorchScript (traced, frozen) is timed too, and the faster of the two counts.
"""
import argparse, json, statistics, time

import torch
import torch.nn.functional as F

SIZES = {
    #        memory attention attention_rnn decoder_rnn prenet frames
    "small": (192, 64, 256, 384, 128, 4),
    "full": (512, 128, 1024, 1024, 256, 1),
}
MELS, LOCATION_KERNEL = 80, 31


class Step(torch.nn.Module):
    """One decoder step: Shen et al. 2017, section 2.2, with location-sensitive attention (Chorowski et al. 2015)."""

    def __init__(self, size):
        super().__init__()
        memory, attention, attention_rnn, decoder_rnn, prenet, r = SIZES[size]
        self.prenet0 = torch.nn.Linear(MELS, prenet, bias=False)
        self.prenet1 = torch.nn.Linear(prenet, prenet, bias=False)
        self.attention_rnn = torch.nn.LSTMCell(prenet + memory, attention_rnn)
        self.decoder_rnn = torch.nn.LSTMCell(attention_rnn + memory, decoder_rnn)
        self.query = torch.nn.Linear(attention_rnn, attention, bias=False)
        self.location = torch.nn.Conv1d(2, attention, LOCATION_KERNEL, padding=LOCATION_KERNEL // 2, bias=False)
        self.v = torch.nn.Linear(attention, 1, bias=False)
        self.projection = torch.nn.Linear(decoder_rnn + memory, r * MELS + 1)
        self.mels = MELS

    def forward(self, frame, h1, c1, h2, c2, context, history, memory, keys, mask0, mask1):
        x = F.relu(self.prenet0(frame)) * mask0
        x = F.relu(self.prenet1(x)) * mask1
        h1, c1 = self.attention_rnn(torch.cat((x, context), 1), (h1, c1))
        energies = self.v(torch.tanh(self.query(h1).unsqueeze(1) + self.location(history).transpose(1, 2) + keys))
        weights = torch.softmax(energies.squeeze(2), 1)
        context = torch.bmm(weights.unsqueeze(1), memory).squeeze(1)
        history = torch.stack((weights, history[:, 1] + weights), 1)
        h2, c2 = self.decoder_rnn(torch.cat((h1, context), 1), (h2, c2))
        row = self.projection(torch.cat((h2, context), 1))
        return row, row[:, -1 - self.mels : -1], h1, c1, h2, c2, context, history


def start(size, batch, symbols):
    memory, attention, attention_rnn, decoder_rnn, prenet, _ = SIZES[size]
    torch.manual_seed(1)
    states = [torch.zeros(batch, n) for n in (MELS, attention_rnn, attention_rnn, decoder_rnn, decoder_rnn, memory)]
    states.append(torch.zeros(batch, 2, symbols))
    fixed = [torch.randn(batch, symbols, memory) * 0.5, torch.randn(batch, symbols, attention) * 0.5]
    fixed += [torch.ones(batch, prenet), torch.ones(batch, prenet)]
    return states, fixed


def measure(step, states, fixed, seconds):
    """Medians over calls of 16 steps: microseconds a step of processor time and of wall time."""
    cpu, wall = [], []
    until = time.monotonic() + seconds
    while time.monotonic() < until or len(wall) < 5:
        cpu_start, wall_start = time.thread_time(), time.monotonic()
        for _ in range(16):
            _, *states = step(*states, *fixed)
        cpu.append((time.thread_time() - cpu_start) * 1e6 / 16)
        wall.append((time.monotonic() - wall_start) * 1e6 / 16)
    return statistics.median(cpu), statistics.median(wall)


def main():
    parser = argparse.ArgumentParser(description="Times Tacotron 2's decoder step in PyTorch.")
    parser.add_argument("--size", choices=sorted(SIZES), action="append")
    parser.add_argument("--batch", default="1,4,8,16")
    parser.add_argument("--symbols", type=int, default=96)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    torch.set_num_threads(1)
    with torch.inference_mode():
        for size in given.size or ["small", "full"]:
            eager = Step(size).eval()
            for batch in map(int, given.batch.split(",")):
                states, fixed = start(size, batch, given.symbols)
                traced = torch.jit.freeze(torch.jit.trace(eager, (*states, *fixed)))
                measure(traced, states, fixed, 0.2)
                results = {name: measure(step, states, fixed, given.seconds) for name, step in (("eager", eager), ("traced", traced))}
                best = min(results, key=lambda name: results[name][0])
                case = {"model": size, "precision": "fp32", "batch": batch, "symbols": given.symbols, "threads": 1}
                case["peer"] = f"PyTorch {torch.__version__} {best}"
                for kind, value in (("cpu", results[best][0]), ("wall", results[best][1])):
                    case["time"] = kind
                    if given.json:
                        print(json.dumps({"figure": "decoder.step", "case": case, "value": round(value, 1), "unit": "us"}))
                    else:
                        print(f"{size:5} batch {batch:2} {kind:4} {value:9.1f} us a step  ({case['peer']})")


if __name__ == "__main__":
    main()
