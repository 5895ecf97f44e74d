#!/bin/sh
# Lays out the releases as they are on a host, in a folder of the run's own, and starts the shop.
# usage: start.sh PORT FOLDER
set -eu
here=$(dirname "$0")
mkdir -p "$2/releases"
cp -R "$here/1.4.0" "$here/1.5.0" "$2/releases"
ln -s releases/1.4.0 "$2/current"
exec "$here/shop.py" "$1" "$2"
