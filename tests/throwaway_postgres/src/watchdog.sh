# Waits until its input ends. A line of it is the process id of the server now, or empty when there is none.
trap '' HUP INT TERM
folder=$1 postmaster=
while read -r line; do postmaster=$line; done
if [ -n "$postmaster" ]; then
    kill -CONT "$postmaster"
    kill -QUIT "$postmaster"
    # The server's lock file goes with it, also when nobody waits for its process.
    rounds=0
    while kill -0 "$postmaster" && [ -e "$folder/data/postmaster.pid" ] && [ $rounds -lt 300 ]; do
        sleep 0.05
        rounds=$((rounds + 1))
    done
    [ $rounds -lt 300 ] || kill -KILL "$postmaster"
fi
# What an `initdb` writes while its folder is being removed goes in the next round.
rounds=0
until rm -rf -- "$folder" || [ $rounds -ge 300 ]; do
    sleep 0.05
    rounds=$((rounds + 1))
done
