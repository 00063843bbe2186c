#!/bin/bash
# usage: bench.sh [RUNS]     what the sandbox's walls cost the start of an evaluator, and how long a killed one is missed
#
# Wants what `make build` makes. With and without walls start in turns, on one AOT cache trained here; read the ratio.
set -euo pipefail
checkout=$(cd "$(dirname "$0")/.." && pwd)
java=$("$checkout/bin/java-home")/bin/java
libraries=$(printf '%s:' "$checkout"/executor-image/sandbox/target/lib/*.jar)
libraries=${libraries%:}
cache=$checkout/executor-image/sandbox/target/evaluator.aot

"$java" -cp "$libraries" dev.dormouse.sandbox.main.Train evaluator "$cache" >/dev/null 2>&1
echo "cores: $(nproc); load:$(uptime | sed 's/.*load average://')"
"$java" --enable-native-access=ALL-UNNAMED -cp "$libraries:$checkout/executor-image/sandbox/target/test-classes" \
  dev.dormouse.sandbox.supervisor.StartBench "$cache" "${1:-15}"
