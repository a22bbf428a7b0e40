#!/bin/sh
# Runs a command, and writes a JUnit file with one test case, which fails if the command fails, with what the command
# printed as its error:
#
#     sh ci/junit.sh FILE.xml NAME COMMAND [ARGUMENT...]
#
# It annotates the run in GitHub Actions, and writes FILE.json with an annotation in GitLab CI. Its exit code is the
# command's. It needs a POSIX shell, awk, sed and tr.

file=$1 name=$2
shift 2
errors=$file.errors

status=0
"$@" 2>"$errors" || status=$?
cat "$errors" >&2
summary=$(sed -n 's/^Error: //p' "$errors" | sed 1q)
summary=${summary:-exit code $status}

# xml prints its input as text of XML, which has no spelling for most control characters.
xml() {
  LC_ALL=C tr -d '\000-\010\013\014\016-\037' | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g; s/"/\&quot;/g'
}
escaped=$(printf '%s' "$name" | xml)
{
  echo '<?xml version="1.0" encoding="UTF-8"?>'
  if [ "$status" = 0 ]; then
    echo "<testsuite name=\"wait\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">"
    echo "<testcase classname=\"wait\" name=\"$escaped\"/>"
  else
    type=$(printf '%s' "$summary" | xml)
    echo "<testsuite name=\"wait\" tests=\"1\" failures=\"1\" errors=\"0\" skipped=\"0\">"
    echo "<testcase classname=\"wait\" name=\"$escaped\">"
    echo "<failure type=\"$type\" message=\"$type\">"
    xml <"$errors"
    echo '</failure>'
    echo '</testcase>'
  fi
  echo '</testsuite>'
} >"$file"

if [ "$status" != 0 ] && [ -n "${GITHUB_ACTIONS:-}" ]; then
  # In GitHub's commands % begins an escape, and a title ends at a colon or a comma.
  title=$(printf '%s' "$name" | sed 's/%/%25/g; s/:/%3A/g; s/,/%2C/g')
  printf '::error title=%s::' "$title"
  sed 's/%/%25/g' "$errors" | awk '
    NF { begun = 1 }
    begun { printf "%s%%0A", $0 }
    END { print "" }'
fi
if [ "$status" != 0 ] && [ -n "${GITLAB_CI:-}" ]; then
  # Some of Terraform's own summaries quote something, as a string of JSON cannot.
  label=$(printf '%s: %s' "$name" "$summary" | LC_ALL=C tr -d '\000-\037' | sed 's/["\\]/\\&/g')
  printf '{"wait": [{"external_link": {"label": "%s", "url": "%s/test_report"}}]}\n' \
    "$label" "$CI_PIPELINE_URL" >"${file%.xml}.json"
fi

rm "$errors"
exit "$status"
