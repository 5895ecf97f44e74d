#!/bin/sh
# Puts a release of the shop to work: the link `current` leads to it, and the shop starts again.
# usage: deploy.sh FOLDER deploy VERSION | deploy.sh FOLDER rollback | deploy.sh FOLDER clean_up
set -eu
cd "$1"

use() {
  [ -d "releases/$1" ] || {
    echo "there is no release $1" >&2
    exit 1
  }
  ln -sfn "releases/$1" current
  kill -HUP "$(cat shop.pid)"
  echo "current is $1"
}

case $2 in
  deploy)
    readlink current | sed 's|.*/||' >previous
    use "$3"
    ;;
  rollback) use "$(cat previous)" ;;
  clean_up)
    rm -f previous
    echo "forgot the previous release"
    ;;
  *)
    echo "unknown verb $2" >&2
    exit 2
    ;;
esac
