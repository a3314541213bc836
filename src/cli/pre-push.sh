#!/bin/sh
# Refuses a push while cited evidence has drifted or cannot be judged. Made by `tickmark --generate pre-push`:
#
#   tickmark --generate pre-push > "$(git rev-parse --git-path hooks)/pre-push"
#   chmod +x "$(git rev-parse --git-path hooks)/pre-push"
#
# It judges against the branch that is checked out. `git push --no-verify` passes it by.
set -u

# What is pushed is of no concern here, and git waits until it was read.
cat > /dev/null

# git points these at the repository of the push; tickmark finds its own.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE

if ! command -v tickmark > /dev/null; then
    echo 'Could not check the evidence: tickmark is not on the PATH of this hook' >&2
    echo 'hint: put it there, or remove the hook; --no-verify pushes all the same' >&2
    exit 1
fi

tickmark evidence check --drift
status=$?
if [ "$status" -ne 0 ]; then
    echo 'hint: tickmark evidence show AUDIT CITATION tells more of a citation; --no-verify pushes all the same' >&2
fi
exit "$status"
