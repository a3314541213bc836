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

tickmark evidence check --drift
status=$?
if [ "$status" -ne 0 ]; then
    echo 'hint: tickmark evidence show AUDIT CITATION tells more; --no-verify pushes all the same' >&2
fi
exit "$status"
