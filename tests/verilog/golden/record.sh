#!/bin/sh
# Record what an Icarus prints: record.sh 12 /path/to/iverilog [-B /path/to/lib/ivl]. Both runs, with and without -i.
set -u
version=$1
shift
cd "$(dirname "$0")/broken" || exit 1
mkdir -p "../icarus-$version"
for file in *.v; do
    "$@" -g2012 -u -Wall -t null "$file" > "../icarus-$version/${file%.v}.out" 2>&1
    if grep -q 'modules were missing' "../icarus-$version/${file%.v}.out"; then
        "$@" -g2012 -u -Wall -t null -i "$file" >> "../icarus-$version/${file%.v}.out" 2>&1
    fi
done
