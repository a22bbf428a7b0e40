#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Runs a command with no network except loopback, and fails if the command tried to reach another address:
#
#     tools/isolated.sh COMMAND [ARGUMENT...]
#     tools/isolated.sh --possible
#
# The command runs in its own network namespace, which needs Linux, the programs unshare and ip, and the permission to
# create one (root, or unprivileged user namespaces). With --possible the script only checks these requirements. What the
# command needs from the network, for example modules, must be downloaded before.

. "$(dirname "$0")/lib.sh"

# escapes prints how often the kernel had no route to an address, in IPv4 and IPv6. Here that is every address except
# loopback, including name servers.
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
    fail "the command tried $((after - before)) times to send something beyond loopback. (Its own exit code is $status.)"
  fi
  exit "$status"
fi

# A user who is not root becomes root in a user namespace.
enter=(unshare --net)
[ "$(id -u)" = 0 ] || enter=(unshare --user --map-root-user --net)

impossible=
if ! command -v unshare >/dev/null || ! command -v ip >/dev/null; then
  impossible='it needs Linux with the programs unshare (util-linux) and ip (iproute2)'
elif ! "${enter[@]}" ip link set lo up 2>/dev/null; then
  impossible='this user cannot create a network namespace'
elif [ ! -r /proc/net/snmp ]; then
  impossible='the kernel does not count packets without a route'
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
