"""What a benchmark ran on: cores, processor, how busy it was, versions."""

import importlib.metadata
import os
import platform
import re
from pathlib import Path

_PACKAGES = ("onnxruntime", "faiss-cpu", "torch", "sentence-transformers", "fastapi", "uvicorn")


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def line() -> str:
    """All of it, as it is now."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _PACKAGES)
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return (
        f"{cores()} cores ({_processor()}), load before {load}, {platform.system()}, "
        f"Python {platform.python_version()}\n{versions}"
    )


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", facts.read_text(encoding="utf-8")) if facts.exists() else None
    return found[1].strip() if found else platform.processor() or platform.machine()
