#!/bin/sh
# Makes graphiql.js, graphiql.css and LICENSES.txt from the published packages. See README.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private": true}' > package.json
npm install --no-save --no-audit --no-fund graphiql@3.9.0 react@18.3.1 react-dom@18.3.1
cd node_modules
for script in react/umd/react.production.min.js react-dom/umd/react-dom.production.min.js \
    graphiql/graphiql.min.js "$here/boot.js"; do
  cat "$script"; echo
done > "$here/graphiql.js"
# The fonts inside the style sheet are five sixths of it; the system's own do.
perl -0pe 's/\@font-face\s*\{[^}]*\}//g' graphiql/graphiql.min.css > "$here/graphiql.css"
find . -maxdepth 3 -iname 'licen[sc]e*' -not -path './@types/*' -not -path './argparse/*' | LC_ALL=C sort |
  while read -r licence; do
    printf '\n=== %s\n\n' "$(dirname "${licence#./}")"
    cat "$licence"
  done | sed 's/\r$//; s/[ \t]*$//' > "$here/LICENSES.txt"
