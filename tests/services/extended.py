"""An Elasticsearch that can make API keys.

Keys are kept in an index of the server's own, whose mapping names three pieces of analysis of the module
``analysis-common``. The minimal distribution leaves that module out, so it answers ``Unknown filter type
[pattern_capture] for [email]`` to whoever asks for a key. Lucene's jar, which it has, holds all three: a
plugin of the tests (``plugin/MissingFilters.java``) hands them over. Nothing else of the server is changed.
"""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

from tests.services.setup import ELASTICSEARCH, OLDEST_JAVA

SOURCE = Path(__file__).parent / "plugin" / "MissingFilters.java"
NAME = "missing-filters"
_DESCRIPTION = f"""\
description=Analysis that the index of API keys is declared with
version=1
name={NAME}
classname=khaosan.missing.MissingFilters
java.version={OLDEST_JAVA}
elasticsearch.version={ELASTICSEARCH}
"""


def extended(program: Path, folder: Path) -> Path:
    """Copy a server into a folder and give the copy the plugin; return where it lies.

    Raises:
        RuntimeError: there is no compiler, or it refuses.
    """
    if not shutil.which("javac"):
        raise RuntimeError("javac is not here: `make services` installs a JDK, which makes the tests' plugin")
    copy = shutil.copytree(program, folder / "program")
    plugin = copy / "plugins" / NAME
    plugin.mkdir(parents=True)
    classes = folder / "classes"
    compiler = [
        "javac",
        "--release",
        str(OLDEST_JAVA),
        "-cp",
        f"{program}/lib/*",
        "-d",
        str(classes),
        str(SOURCE),
    ]
    done = subprocess.run(compiler, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{SOURCE.name}: {done.stderr[-800:]}")
    with zipfile.ZipFile(plugin / f"{NAME}.jar", "w") as jar:
        for one in classes.rglob("*.class"):
            jar.write(one, one.relative_to(classes))
    (plugin / "plugin-descriptor.properties").write_text(_DESCRIPTION, encoding="utf-8")
    return copy
