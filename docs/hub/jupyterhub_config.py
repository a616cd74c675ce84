"""JupyterHub on one machine, for a class of up to about a hundred (docs/instructors.md).

Run as root: `jupyterhub -f docs/hub/jupyterhub_config.py`. Every student is a user of the machine,
under the id of the roster. Four variables say where things are; the values below are those of the
guide.
"""

import json
import os
from pathlib import Path

from summitry.course import lab
from summitry.grading.classroom import read_roster

SUMMITRY = Path(os.environ.get("SUMMITRY", "/opt/summitry"))
CLASS = Path(os.environ.get("SUMMITRY_CLASS", "/srv/summitry/my-class"))
EXCHANGE = Path(os.environ.get("SUMMITRY_EXCHANGE", "/srv/nbgrader/exchange"))
INSTRUCTORS = set(os.environ.get("SUMMITRY_INSTRUCTORS", "teacher").split(","))

COURSE = json.loads((CLASS / "summitry-class.json").read_text("utf-8"))["course"]
HUB = SUMMITRY / "docs" / "hub"

c = get_config()  # noqa: F821  (given by traitlets)

# Only on this machine: a web server with a certificate stands before it.
c.JupyterHub.bind_url = os.environ.get("SUMMITRY_BIND", "http://127.0.0.1:8000")
proxy = SUMMITRY / ".tools" / "hub" / "node_modules" / ".bin" / "configurable-http-proxy"
c.ConfigurableHTTPProxy.command = [str(proxy)]

# The users of this machine, with their passwords; of them only the class. A student who joins
# later comes in after a restart of the hub.
c.JupyterHub.authenticator_class = "pam"
c.PAMAuthenticator.open_sessions = False
c.Authenticator.allowed_users = {id.lower() for id in read_roster(CLASS / "roster.csv")}
c.Authenticator.allowed_users |= INSTRUCTORS

c.JupyterHub.spawner_class = "localprocess"
c.Spawner.cmd = [str(HUB / "start.sh")]
c.Spawner.default_url = "/lab"
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 120

# What nobody uses is ended: a kernel after half an hour, a server after an hour.
IDLE = [
    "--MappingKernelManager.cull_idle_timeout=1800",
    "--ServerApp.shutdown_no_activity_timeout=3600",
]
QUIET = ["--LabApp.news_url=None", "--LabApp.extension_manager=readonly"]


def prepare(spawner):
    """Give each user the tools of their role, just before the server starts."""
    teach = spawner.user.name in INSTRUCTORS
    parts = lab.graders(teach=True)
    parts["nbgrader.server_extensions.formgrader"] = teach
    settings = [lab.course_settings(teach=True) if teach else HUB / "student"]
    spawner.args = [*IDLE, *QUIET, f"--ServerApp.jpserver_extensions={parts}"]
    spawner.environment = {
        "SUMMITRY": str(SUMMITRY),
        "SUMMITRY_ROLE": "instructor" if teach else "student",
        "SUMMITRY_CLASS": str(CLASS) if teach else "",
        "SUMMITRY_COURSE": COURSE,
        "SUMMITRY_EXCHANGE": str(EXCHANGE),
        "JUPYTER_CONFIG_PATH": os.pathsep.join(map(str, [*settings, lab.course_settings()])),
        "JUPYTER_PATH": lab.with_templates({}),
        "PATH": f"{SUMMITRY}/.venv/bin:/usr/local/bin:/usr/bin:/bin",
    }


c.Spawner.pre_spawn_hook = prepare
