#!/usr/bin/env bash
# Runs the tests that need containers. Where a container engine answers, it is used, and the image is Debian's own from
# its registry. Where none does, this installs Docker from Debian's packages, starts it with all its files in DIR, makes
# a base image there without any image registry, and stops the engine in the end; needs root and apt-get. What is in
# DIR serves the next run; remove it when you are done.
#
#   it-tests/containers.sh DIR [maven arguments, such as -Dminilsm.long=true]
set -euo pipefail
[[ $# -ge 1 ]] || { echo "usage: $0 DIR [maven arguments]" >&2; exit 2; }
mkdir -p "$1"
dir=$(cd "$1" && pwd)
shift
cd "$(dirname "$0")/.."
export PATH=$PATH:/usr/sbin:/sbin

tests() {
    mvn -B -ntp -pl it-tests -am test -Dtest='Container*Test' -Dsurefire.failIfNoSpecifiedTests=false "$@"
}

if docker info >/dev/null 2>&1; then
    tests "$@"
    exit
fi

missing=()
for package in docker.io debootstrap iptables; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
if [[ ${#missing[@]} -gt 0 ]]; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

dockerd --data-root "$dir/data" --exec-root "$dir/exec" -H "unix://$dir/docker.sock" --pidfile "$dir/docker.pid" \
    >"$dir/docker.log" 2>&1 &
engine=$!
trap 'kill "$engine" && wait "$engine" || true' EXIT
export DOCKER_HOST=unix://$dir/docker.sock
for ((i = 0; i < 60; i++)); do
    docker info >/dev/null 2>&1 && break
    kill -0 "$engine" || { tail "$dir/docker.log" >&2; exit 1; }
    sleep 1
done

image=minilsm/debian:minbase
if ! docker image inspect "$image" >/dev/null 2>&1; then
    debootstrap --variant=minbase "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$dir/rootfs" \
        >"$dir/debootstrap.log"
    tar -C "$dir/rootfs" -c . | docker import - "$image" >/dev/null
    rm -rf --one-file-system "${dir:?}/rootfs"
fi

# The library's own helper containers would come from a registry.
export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_TINYIMAGE_CONTAINER_IMAGE=$image MINILSM_TEST_IMAGE=$image
tests "$@"
