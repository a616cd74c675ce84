#!/bin/sh
# Start the server of one user, as this user: an instructor in the folder of the class, a student in
# the folder "summitry" of their home, which gets every notebook that is not there yet.
set -eu
if [ "$SUMMITRY_ROLE" = instructor ]; then
    cd "$SUMMITRY_CLASS"
else
    mkdir -p "$HOME/summitry"
    cd "$HOME/summitry"
    for notebook in "$SUMMITRY"/notebooks/*.ipynb; do
        [ -e "${notebook##*/}" ] || cp "$notebook" .
    done
fi
exec "$SUMMITRY/.venv/bin/jupyterhub-singleuser" "$@"
