#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Runs a command with no network but this machine's loopback, and fails when it tried to reach another address:
#
#     tools/isolated.sh COMMAND [ARGUMENT...]
#     tools/isolated.sh --possible
#
# The network is a namespace of the command's own, so it takes Linux, the programs unshare and ip, and the right to make
# one (root, or user namespaces for everyone). With --possible it says whether that is all there, and does nothing else.
# What the command needs from the network, modules for one, it needs to have before.

. "$(dirname "$0")/lib.sh"

# escapes prints how often the kernel was asked for a way to an address that it had none to, in IPv4 and IPv6. Here that
# is every address but loopback, a name server's too.
escapes() {
  local v4 v6
  v4=$(awk '$1 == "Ip:" { for (i = 2; i <= NF; i++) if (seen) { if (i == at) print $i } else if ($i == "OutNoRoutes") at = i; seen = 1 }' /proc/net/snmp)
  v6=$(awk '$1 == "Ip6OutNoRoutes" { print $2 }' /proc/net/snmp6 2>/dev/null || true)
  printf '%s\n' "$((${v4:-0} + ${v6:-0}))"
}

if [ "${1:-}" = --inside ]; then
  shift
  ip link set lo up
  before=$(escapes)
  status=0
  "$@" || status=$?
  after=$(escapes)
  if [ "$after" -ne "$before" ]; then
    fail "$((after - before)) times something was to be sent beyond loopback. (The command itself ended with $status.)"
  fi
  exit "$status"
fi

# A user who is not root becomes one in a namespace of users, where nothing else changes.
enter=(unshare --net)
[ "$(id -u)" = 0 ] || enter=(unshare --user --map-root-user --net)

impossible=
if ! command -v unshare >/dev/null || ! command -v ip >/dev/null; then
  impossible='it takes Linux with the programs unshare (util-linux) and ip (iproute2)'
elif ! "${enter[@]}" ip link set lo up 2>/dev/null; then
  impossible='the kernel gives this user no network namespace'
elif [ ! -r /proc/net/snmp ]; then
  impossible='the kernel does not count what it has no way for'
fi
case ${1:-} in
  --possible)
    [ -z "$impossible" ] || fail "No isolated network: $impossible."
    exit 0
    ;;
  '') fail 'usage: tools/isolated.sh COMMAND [ARGUMENT...]' ;;
esac
[ -z "$impossible" ] || fail "No isolated network: $impossible."
exec "${enter[@]}" "$root/tools/isolated.sh" --inside "$@"
