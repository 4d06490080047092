#!/usr/bin/env bash
# `make demo`: an invented borough loaded into a private Neo4j, three questions answered, the service left running.
# All that it makes lies in $DEMO (default .demo). `bash docs/demo.sh stop` ends the service and the store.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

PEOPLE=${PEOPLE:-2000}
PORT=${PORT:-8000}
DEMO=${DEMO:-.demo}
BIN=.venv/bin

mkdir -p "$DEMO"
THINKFAMILY_HOME=$(cd "$DEMO" && pwd)/home
export THINKFAMILY_HOME
# An invented borough belongs in a store of its own, whatever server the environment names.
unset THINKFAMILY_NEO4J_URI THINKFAMILY_NEO4J_USER THINKFAMILY_NEO4J_PASSWORD THINKFAMILY_NEO4J_PASSWORD_FILE

said() { cat "$DEMO/$1" 2>/dev/null || true; }

# Whether the service that an earlier run left behind is alive and can answer.
answers() {
  local pid; pid=$(said service.pid)
  [[ -n $pid ]] && kill -0 "$pid" 2>/dev/null && "$BIN/python" - "$(said service.port)" <<'PYTHON' 2>/dev/null
import sys, urllib.request
urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/ready", timeout=5)
PYTHON
}

free_port() {
  "$BIN/python" - "$PORT" <<'PYTHON'
import socket, sys
for port in (int(sys.argv[1]), 0):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        print(probe.getsockname()[1])
        break
PYTHON
}

stop() {
  local pid; pid=$(said service.pid)
  if [[ -n $pid ]] && ps -p "$pid" -o args= 2>/dev/null | grep -q "thinkfamily serve"; then
    kill "$pid"
  fi
  rm -f "$DEMO/service.pid" "$DEMO/service.port"
  "$BIN/thinkfamily" store stop
}

write_borough() {
  echo "Writing an invented borough of $PEOPLE people"
  rm -rf "$DEMO/borough" "$DEMO/borough.new" "$DEMO/loaded"
  "$BIN/thinkfamily" borough --out "$DEMO/borough.new" --people "$PEOPLE" >/dev/null
  mv "$DEMO/borough.new" "$DEMO/borough" # only a whole one bears the name
  echo "$PEOPLE" >"$DEMO/people"
}

load() {
  echo "Loading its deliveries (a minute or more, the first time)"
  "$BIN/thinkfamily" load "$DEMO"/borough/*/
  date >"$DEMO/loaded"
}

serve() {
  local port; port=$(free_port)
  nohup "$BIN/thinkfamily" serve --open --port "$port" >"$DEMO/service.log" 2>&1 </dev/null &
  echo $! >"$DEMO/service.pid"
  echo "$port" >"$DEMO/service.port"
  for _ in $(seq 120); do
    if answers; then return; fi
    kill -0 "$(said service.pid)" 2>/dev/null || break
    sleep 0.5
  done
  echo "The service did not start; the reason is in $DEMO/service.log" >&2
  exit 3
}

if [[ ${1:-} == stop ]]; then
  stop
  exit
fi

if [[ -d $DEMO/borough && $(said people) != "$PEOPLE" ]]; then
  echo "Another size: starting anew"
  stop
  rm -rf "$THINKFAMILY_HOME" "$DEMO/borough" "$DEMO/loaded"
fi
[[ -d $DEMO/borough ]] || write_borough
[[ -e $DEMO/loaded && -d $THINKFAMILY_HOME ]] || load
answers || serve
echo
"$BIN/thinkfamily" demo "$DEMO/borough" --port "$(said service.port)"
cat <<END

The service runs at http://127.0.0.1:$(said service.port)/graphql (a browser gets an explorer); its log is $DEMO/service.log.
It is open (serve --open): no sign-in, for invented records on this machine alone.
To stop it: make demo-stop
END
