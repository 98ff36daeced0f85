"""How quickly a class is graded, as ratios within one run.

    .venv/bin/python benchmarks/grading.py

The class is the sample class of the first unit as far as it only computes: samples that hang until a time limit ends
them are left out. Stock nbgrader, plain nbgrader with warm kernels, and two workers take turns, three times; each time
is that of one submission once the first is done, so that no start counts. The medians of the three are compared.
Nothing else should run meanwhile. It takes about twenty minutes, most of them for the class of a thousand.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from grading import demo, run  # noqa: E402
from grading.samples import Pen, Sample, honest, mistaken  # noqa: E402
from grading.units import Unit, units  # noqa: E402

ROUNDS = 3
STOCK, PLAIN, MANY = 8, 16, 34
"""Submissions in each turn; the three turns of the two workers make a class of a hundred."""
SMALL, LARGE = 50, 1000
CLUSTER = 24

COLD = """
import grading.kernel
grading.kernel.WARM = False
c.Sitting.walls = False
"""
TIMED = """
import json, resource, sys, time
from contextlib import contextmanager, nullcontext
from pathlib import Path

import psutil

from grading import crew, run
from grading.units import unit

course, unit_id, how, workers = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
moments = []

def tick(*_):
    moments.append((time.perf_counter(), sum(psutil.cpu_times()[:3])))

@contextmanager
def dask():
    from distributed import LocalCluster
    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as machines:
        with crew.cluster(machines.scheduler_address) as hired:
            yield hired

def by_nbgrader():
    def see(line):
        if "Sanitizing" in line:
            tick()
    run.nbgrader(course, "autograde", unit_id, each=see)
    tick()

def by_crew():
    enter = run.Ledger.enter
    run.Ledger.enter = lambda self, marked: (enter(self, marked), tick())
    with crew.processes(workers) if how == "processes" else dask() as hired:
        run.autograde(course, unit(unit_id), hired)

if __name__ == "__main__":
    by_nbgrader() if how == "nbgrader" else by_crew()
    spent = [(moments[-1][i] - moments[0][i]) / (len(moments) - 1) for i in (0, 1)]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps(dict(wall=spent[0], cpu=spent[1], memory=memory * 1024)))
"""
FLOOR = """
import contextlib, io, json, statistics, sys, time
import matplotlib
matplotlib.use("Agg")
import nbformat

nb = nbformat.read(sys.argv[1], as_version=4)
times = []
for _ in range(6):
    names, began = {"__name__": "__main__"}, time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in nb.cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, "cell", "exec"), names)
    times.append(time.process_time() - began)
print(json.dumps(statistics.median(times[1:])))
"""


def class_of(size: int, unit: Unit) -> list[Sample]:
    """So many submissions, the honest and the mistaken ones over and over."""
    pen = Pen(unit)
    kinds = [*honest(pen), *mistaken(pen)]
    return [Sample(f"s{n:04}", each.score, each.files) for n, each in enumerate(islice(cycle(kinds), size))]


def timed(size: int, how: str, workers: int = 0, config: str = "") -> dict[str, float]:
    """Grade a class of this size: seconds and CPU seconds of this machine for each submission after the first, and the
    peak memory of the process that gathers, in bytes."""
    unit = next(iter(units().values()))
    with tempfile.TemporaryDirectory() as folder:
        course, script = Path(folder, "course"), Path(folder, "timed.py")
        course.mkdir()
        script.write_text(TIMED)
        demo.set_up(course, unit, class_of(size, unit))
        with (course / "nbgrader_config.py").open("a") as file:
            file.write(config)
        run.register(course, unit)
        return asked(script, course, unit.id, how, workers)


def asked(script: Path, *words: object) -> dict[str, float]:
    """What a script of ours prints as its last line."""
    line = [sys.executable, "-W", "ignore", str(script), *map(str, words)]
    env = {"PYTHONPATH": str(ROOT), "NBGRADER_EXECUTION": "autograde"} if script.name == "floor.py" else {}
    done = subprocess.run(
        line, env={**run.os.environ, **env}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def floor() -> float:
    """CPU seconds of the cells of one submission, run by exec in one warm process, hidden tests and all."""
    unit = next(iter(units().values()))
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "floor.py")
        script.write_text(FLOOR)
        return asked(script, ROOT / "source" / unit.id / f"{unit.id}.ipynb")


def main() -> None:
    """Measure and print."""
    rounds = []
    for number in range(ROUNDS):
        rounds.append(
            {
                "stock": timed(STOCK, "nbgrader", config=COLD),
                "plain": timed(PLAIN, "nbgrader"),
                "two": timed(MANY, "processes", 2),
                "one machine": timed(CLUSTER, "dask", 1),
                "two machines": timed(CLUSTER, "dask", 2),
            }
        )
        print(
            f"round {number + 1}: " + ", ".join(f"{who} {each['wall']:.2f} s" for who, each in rounds[-1].items()),
            flush=True,
        )

    def median(who: str, what: str = "wall") -> float:
        return statistics.median(each[who][what] for each in rounds)

    stock, plain, two, cpu = median("stock"), median("plain"), median("two"), median("two", "cpu")
    one_machine, two_machines, base = median("one machine"), median("two machines"), floor()
    small, large = timed(SMALL, "processes", 2), timed(LARGE, "processes", 2)
    few, many = small["wall"], large["wall"]
    print("goals: grading R 10, autograde R 2.5, cluster R 1.8 at least; floor R 4, growth R 1.1 at most")
    print(f"grading R = {stock / two:.1f} (stock nbgrader {stock:.2f} s, two workers {two:.2f} s)")
    print(f"autograde R = {stock / plain:.1f} (plain nbgrader with warm kernels {plain:.2f} s)")
    print(f"floor R = {cpu / base:.1f} (CPU {cpu:.2f} s, the cells alone {base:.2f} s)")
    print(f"growth R = {many / few:.2f} ({SMALL}: {few:.2f} s, {LARGE}: {many:.2f} s)")
    print(f"cluster R = {one_machine / two_machines:.1f} (Dask workers {one_machine:.2f} s, {two_machines:.2f} s)")
    print(f"peak memory of the process that gathers, at {LARGE}: {large['memory'] / 2**20:.0f} MiB")


if __name__ == "__main__":
    main()
