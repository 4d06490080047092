"""The faults, each at a random point of a load, or while clients ask and make changes; then all is checked."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from random import Random
from typing import TypeAlias

import httpx
from deliver import empty
from store_processes import eventually, has_ended, processes_of
from toy_service import Service

from faults.invariants import (
    LOADED,
    QUARANTINED,
    Tally,
    Violated,
    ended_clearly,
    made_once,
    nothing_left,
    right_or_refused,
    same_graph,
    whole_log,
)
from faults.world import RECOVERY_SECONDS, Changes, World, answered_again, clients
from graph import locks
from queries.audit.append import LOCK_SECONDS
from queries.audit.segments import LOCK, folder_of

Fault: TypeAlias = Callable[[World, Random, Tally], None]
Load: TypeAlias = "subprocess.Popen[str]"
NOTICED_SECONDS = 20.0
"""Within which a service notices a fault, on a machine that is busy."""


# During a load


def _finished(world: World, tally: Tally) -> None:
    """Load again, and check that it ends as a load does that nothing disturbs."""
    began = time.monotonic()
    code, said = world.load()
    if code not in (LOADED, QUARANTINED):
        raise Violated(f"loading again ended with exit code {code}: {said[-400:]}")
    tally.seconds.append(time.monotonic() - began)
    same_graph(world.digest(), world.undisturbed)
    nothing_left(world.home)


def _during_a_load(world: World, random: Random, tally: Tally, inflict: Callable[[Load], None]) -> None:
    empty(world.store())
    with world.loading() as load:
        time.sleep(random.uniform(0.05, 0.95) * world.seconds)
        inflict(load)
        _, said = load.communicate(timeout=RECOVERY_SECONDS)
    if load.returncode != -signal.SIGKILL:
        ended_clearly(load.returncode, said)
    _finished(world, tally)


def loader_killed(world: World, random: Random, tally: Tally) -> None:
    """Kill the loader."""
    _during_a_load(world, random, tally, lambda load: load.kill())


def store_killed_during_a_load(world: World, random: Random, tally: Tally) -> None:
    """Kill Neo4j under a load."""
    _during_a_load(world, random, tally, lambda load: _end(world, processes_of(world.store_home).child))


def supervisor_killed_during_a_load(world: World, random: Random, tally: Tally) -> None:
    """Kill the supervisor under a load; Neo4j ends by itself."""
    _during_a_load(world, random, tally, lambda load: _end(world, processes_of(world.store_home).supervisor))


def store_stopped_during_a_load(world: World, random: Random, tally: Tally) -> None:
    """Stop Neo4j for some seconds under a load, and let it go on."""

    def stop(load: Load) -> None:
        with _stopped(world):
            time.sleep(random.uniform(1, 8))

    _during_a_load(world, random, tally, stop)


def disk_full_during_a_load(world: World, random: Random, tally: Tally) -> None:
    """Fill the disk under a load, and free it when the load has ended."""
    assert world.disk is not None
    disk = world.disk

    def fill(load: Load) -> None:
        disk.fill()
        try:
            load.wait(RECOVERY_SECONDS)
        finally:
            disk.free()

    _during_a_load(world, random, tally, fill)


def two_loaders(world: World, random: Random, tally: Tally) -> None:
    """Start a second load of the same deliveries while the first runs."""
    empty(world.store())
    with world.loading() as first:
        time.sleep(random.uniform(0, 0.9) * world.seconds)
        with world.loading() as second:
            for load in (first, second):
                _, said = load.communicate(timeout=RECOVERY_SECONDS)
                ended_clearly(load.returncode, said)
    _finished(world, tally)


# While a service is asked


def _while_asked(world: World, random: Random, tally: Tally, inflict: Callable[[Service], None]) -> None:
    before, changes = world.anchor(), Changes(world)
    with world.served() as service:
        answered_again(service.url)
        with clients(service.url, changes) as told:
            time.sleep(random.uniform(0.2, 2))
            inflict(service)
            tally.seconds.append(answered_again(service.url))
            time.sleep(0.5)
        made = changes.finish(service.url)
    right_or_refused(told, world.right, tally)
    made_once(made, tally)
    whole_log(world.home, before, sum(one.is_answer for one in told))


def service_killed(world: World, random: Random, tally: Tally) -> None:
    """Kill the service, and start another."""
    before, changes = world.anchor(), Changes(world)
    with world.served() as service:
        answered_again(service.url)
        with clients(service.url, changes) as told:
            time.sleep(random.uniform(0.2, 2))
            service.process.kill()
            time.sleep(0.2)
    with world.served() as service:
        tally.seconds.append(answered_again(service.url))
        made = changes.finish(service.url)
    right_or_refused(told, world.right, tally, service_ends=True)
    made_once(made, tally)
    whole_log(world.home, before, sum(one.is_answer for one in told))


def store_killed(world: World, random: Random, tally: Tally) -> None:
    """Kill Neo4j while a service is asked."""
    _while_asked(world, random, tally, lambda service: _end(world, processes_of(world.store_home).child))


def supervisor_killed(world: World, random: Random, tally: Tally) -> None:
    """Kill the supervisor while a service is asked."""
    _while_asked(world, random, tally, lambda service: _end(world, processes_of(world.store_home).supervisor))


def store_stopped(world: World, random: Random, tally: Tally) -> None:
    """Stop Neo4j for some seconds while a service is asked; `/ready` says that the store is waited for."""

    def stop(service: Service) -> None:
        with _stopped(world):
            time.sleep(random.uniform(0.1, 3))
            _waits_for(service, "store")

    _while_asked(world, random, tally, stop)


def disk_full(world: World, random: Random, tally: Tally) -> None:
    """Fill the disk of the home while a service is asked, and free it."""
    assert world.disk is not None
    disk = world.disk

    def fill(service: Service) -> None:
        disk.fill()
        try:
            time.sleep(random.uniform(1, 3))
            _waits_for(service, "audit", "store", "disk")
        finally:
            disk.free()

    _while_asked(world, random, tally, fill)


def audit_held(world: World, random: Random, tally: Tally) -> None:
    """Hold the audit log's lock for longer than the service waits for it."""

    def hold(service: Service) -> None:
        with locks.held(folder_of(world.home) / LOCK, RECOVERY_SECONDS):
            time.sleep(LOCK_SECONDS + random.uniform(1, 3))
            _waits_for(service, "audit")

    _while_asked(world, random, tally, hold)


def two_services(world: World, random: Random, tally: Tally) -> None:
    """Run two services on one home, both asked and both writing, and kill one of them."""
    before, changes = world.anchor(), [Changes(world), Changes(world)]
    with ExitStack() as stack:
        first, second = (stack.enter_context(world.served()) for _ in range(2))
        for service in (first, second):
            answered_again(service.url)
        with clients(first.url, changes[0]) as of_first, clients(second.url, changes[1]) as of_second:
            time.sleep(random.uniform(0.5, 2))
            second.process.kill()
            time.sleep(0.2)
        tally.seconds.append(answered_again(first.url))
        made = [each.finish(first.url) for each in changes]
    right_or_refused(of_first, world.right, tally)
    right_or_refused(of_second, world.right, tally, service_ends=True)
    for each in made:
        made_once(each, tally)
    whole_log(world.home, before, sum(one.is_answer for one in (*of_first, *of_second)))


def _end(world: World, process: int) -> None:
    """Kill a process of the store, and wait until Neo4j has gone."""
    child = processes_of(world.store_home).child
    os.kill(process, signal.SIGKILL)
    if not eventually(lambda: has_ended(child), RECOVERY_SECONDS):
        raise Violated("Neo4j does not end")


@contextmanager
def _stopped(world: World) -> Iterator[None]:
    child = processes_of(world.store_home).child
    os.kill(child, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(child, signal.SIGCONT)


def _waits_for(service: Service, *what: str) -> None:
    """Check that `/ready` comes to say that it waits for one of these: it learns of a fault by the next question."""
    until = time.monotonic() + NOTICED_SECONDS
    while True:
        response = httpx.get(f"{service.url}/ready", timeout=30)
        said = [error["extensions"].get("waitingFor") for error in response.json().get("errors", [])]
        if response.status_code == 503 and set(said) <= set(what):
            return
        if time.monotonic() > until:
            break
        time.sleep(0.2)
    raise Violated(f"/ready says {response.status_code} {said} where it should wait for {' or '.join(what)}")


WITHOUT_A_RESTART: tuple[Fault, ...] = (two_loaders, store_stopped, disk_full, two_services)
"""Those of the short form: the store runs on, and only the home need be on a small disk."""
ALL: tuple[Fault, ...] = (
    loader_killed, store_killed_during_a_load, supervisor_killed_during_a_load, store_stopped_during_a_load,
    disk_full_during_a_load, two_loaders, service_killed, store_killed, supervisor_killed, store_stopped, disk_full,
    audit_held, two_services,
)
ON_A_DISK: tuple[Fault, ...] = (disk_full_during_a_load, disk_full)
"""Those that need a small disk, and so the rights to mount one."""
