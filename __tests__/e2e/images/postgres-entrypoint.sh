#!/bin/sh
# The official image takes arguments that start with a dash as options of the server.
case "${1:-}" in
  -*) set -- postgres "$@" ;;
esac
exec /usr/local/bin/pg-entry.sh "$@"
