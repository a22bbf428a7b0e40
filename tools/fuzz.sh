#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Runs each fuzz target of the module for the given time, one after another: tools/fuzz.sh 1m

. "$(dirname "$0")/lib.sh"
time=${1:?usage: tools/fuzz.sh TIME}
cd "$root"

for folder in $(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n 1 dirname | sort -u); do
  listed=$(go test -list '^Fuzz' "$folder")
  for target in $(printf '%s\n' "$listed" | grep '^Fuzz'); do
    say "Fuzzing $target in $folder for $time."
    go test -run='^$' -fuzz="^$target\$" -fuzztime="$time" "$folder"
  done
done
