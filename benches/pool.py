"""The tutorial's Pool(4).map on 200,000 numbers, in Python: `python3 benches/pool.py`.

Prints the lower quartile of several runs in seconds, for the pool, which is made once, and for a plain list
comprehension. The peers benchmark runs this where python3 is there, and compares.
"""

import time
from multiprocessing import Pool

N = 200_000
RUNS = 9


def f(x):
    return x * x + x - 1


def quartile(run):
    """The lower quartile of the times of several runs, after one that is not timed."""
    run()
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return sorted(times)[RUNS // 4]


def main():
    with Pool(4) as p:
        assert p.map(f, range(N)) == [f(x) for x in range(N)]
        print("pool", quartile(lambda: p.map(f, range(N))))
    print("loop", quartile(lambda: [f(x) for x in range(N)]))


if __name__ == "__main__":
    main()
