# The first process of a machine. It starts the one that does its work, and takes everything along when its input ends.
log=$1
shift
cd /
"$@" </dev/null >>"$log" 2>&1 &
# The shell waits for it, and so for whatever ended and has no other parent.
cat >/dev/null
