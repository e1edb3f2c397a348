#!/usr/bin/env python3
"""The decoder step of `./sori bench decoder` in PyTorch (Debian's python3-torch), for comparison in the same minutes.

Same sizes, one thread, fp32, no gradients. PyTorch at its best that we found: what does not depend on the step is computed
once (the projected memory), each LSTM step is one fused lstm_cell, the location filters are one convolution over both
weights, and the prenet's dropout masks are drawn beforehand. Prints one JSON object a line.
"""

import argparse
import json
import pathlib
import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F

SYMBOLS = 96
STEPS = 16
# Shen et al. 2017, section 2.2; as AcousticShape.full has it.
FULL = dict(attention=128, locationFilters=32, locationKernel=31, attentionRnn=1024, decoderRnn=1024, encoderRnn=256,
            prenet=256, mels=80, framesPerStep=1)


class Decoder(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.shape = shape
        memory = 2 * shape["encoderRnn"]
        mels = shape["mels"]
        self.prenet1 = nn.Linear(mels, shape["prenet"])
        self.prenet2 = nn.Linear(shape["prenet"], shape["prenet"])
        self.attention_rnn = nn.LSTMCell(shape["prenet"] + memory, shape["attentionRnn"])
        self.query = nn.Linear(shape["attentionRnn"], shape["attention"], bias=False)
        kernel = shape["locationKernel"]
        # The filters and the dense layer behind them are one linear map: folded, as our export does.
        self.location = nn.Conv1d(2, shape["attention"], kernel, padding=kernel // 2, bias=False)
        self.v = nn.Linear(shape["attention"], 1, bias=False)
        self.decoder_rnn = nn.LSTMCell(shape["attentionRnn"] + memory, shape["decoderRnn"])
        # Frame and gate in one product.
        self.output = nn.Linear(shape["decoderRnn"] + memory, mels * shape["framesPerStep"] + 1)

    def forward(self, memory, projected, masks, state):
        frame, attention, decoder, context, weights = state
        mels = self.shape["mels"]
        frames = []
        for mask in masks:
            x = F.relu(self.prenet1(frame)) * mask[0]
            x = F.relu(self.prenet2(x)) * mask[1]
            attention = self.attention_rnn(torch.cat((x, context), 1), attention)
            energies = self.v(torch.tanh(
                projected + self.query(attention[0]).unsqueeze(1) + self.location(weights).transpose(1, 2)))
            alignment = torch.softmax(energies.squeeze(2), 1)
            context = torch.bmm(alignment.unsqueeze(1), memory).squeeze(1)
            weights = torch.stack((alignment, weights[:, 1] + alignment), 1)
            decoder = self.decoder_rnn(torch.cat((attention[0], context), 1), decoder)
            output = self.output(torch.cat((decoder[0], context), 1))
            frames.append(output)
            frame = output[:, -mels - 1:-1]
        return frames, (frame, attention, decoder, context, weights)


class Run:
    def __init__(self, decoder, batch):
        shape = decoder.shape
        memory = 2 * shape["encoderRnn"]
        self.decoder = decoder
        self.batch = batch
        self.memory = torch.randn(batch, SYMBOLS, memory)
        self.projected = torch.randn(batch, SYMBOLS, shape["attention"])
        self.masks = torch.ones(STEPS, 2, batch, shape["prenet"])
        self.state = (
            torch.zeros(batch, shape["mels"]),
            (torch.zeros(batch, shape["attentionRnn"]), torch.zeros(batch, shape["attentionRnn"])),
            (torch.zeros(batch, shape["decoderRnn"]), torch.zeros(batch, shape["decoderRnn"])),
            torch.zeros(batch, memory),
            torch.zeros(batch, 2, SYMBOLS),
        )
        self.wall, self.cpu = [], []

    def step(self):
        self.decoder(self.memory, self.projected, self.masks, self.state)

    def measure(self):
        wall, cpu = time.perf_counter(), time.thread_time()
        self.step()
        self.cpu.append((time.thread_time() - cpu) * 1e6 / STEPS)
        self.wall.append((time.perf_counter() - wall) * 1e6 / STEPS)


def measure(name, shape, seconds):
    decoder = Decoder(shape).eval()
    runs = [Run(decoder, batch) for batch in (1, 4, 8, 16)]
    for run in runs:
        run.step()
        run.step()
    end = time.perf_counter() + seconds * len(runs)
    while True:  # all sizes take turns, as in `./sori bench decoder`
        for run in runs:
            run.measure()
        if time.perf_counter() >= end:
            break
    for run in runs:
        case = {"batch": run.batch, "model": name, "peer": "pytorch " + torch.__version__, "precision": "fp32",
                "symbols": SYMBOLS, "threads": 1}
        tell(case, statistics.median(run.wall))
        tell({**case, "time": "cpu"}, statistics.median(run.cpu))


def tell(case, value):
    print(json.dumps({"figure": "decoder.step", "case": case, "value": value, "unit": "us"}), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voice", default="models/en-slt", help="whose sizes the small decoder has (%(default)s)")
    parser.add_argument("--seconds", type=float, default=2, help="for each batch (%(default)s)")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    manifest = json.loads((pathlib.Path(arguments.voice) / "voice.json").read_text(encoding="utf-8"))
    with torch.inference_mode():
        measure(manifest["name"] + "@" + manifest["version"], manifest["shape"], arguments.seconds)
        measure("full size, random", FULL, arguments.seconds)


if __name__ == "__main__":
    main()
