#!/usr/bin/env bash
# Runs "lastack check" with the inputs of the action, which are in the environment. Ends with 0 whatever the check finds, so
# that the log is uploaded first; the exit code of the check is an output.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

arguments=()
# Blanks separate, and patterns are expanded.
# shellcheck disable=SC2206
recordings=(${RECORDINGS:-}) options=(${OPTIONS:-}) roots=(${SOURCE_ROOTS:-.})
for root in "${roots[@]}"; do
    arguments+=(--source-root "$root")
done
[ -z "${JUNIT_XML:-}" ] || arguments+=(--junit-xml "$JUNIT_XML")
if [ -z "${LASTACK:-}" ]; then
    LASTACK=$here/../../../lastack
fi

found=$("$LASTACK" check "${recordings[@]}" ${options[@]+"${options[@]}"} --sarif "${SARIF:-lastack.sarif}" \
    "${arguments[@]}")
code=$?
echo "$found"
if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -n "$found" ]; then
    { echo "### Lastack" && echo '```' && echo "$found" && echo '```'; } >>"$GITHUB_STEP_SUMMARY"
fi
echo "exit-code=$code" >>"${GITHUB_OUTPUT:-/dev/null}"
