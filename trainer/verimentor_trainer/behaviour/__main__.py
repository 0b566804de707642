"""Says how many pairs a second one core draws."""

import time

from verimentor_trainer.behaviour import draw

if __name__ == "__main__":
    start, pairs = time.process_time(), [draw(seed) for seed in range(4_000)]
    seconds = time.process_time() - start
    size = sum(len(p.description) + len(p.module) for p in pairs) / len(pairs)
    print(f"{len(pairs) / seconds:,.0f} pairs a second, {size:,.0f} characters each")
