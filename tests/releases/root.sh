# Roots of Debian for the scripts beside this file. $release is in $root, where the project is in $home and $user's.

skip() {
  echo "Skipped: $1" >&2
  exit 0
}

# Prints the mirror that apt is set up for; nothing where the lists of packages are missing or not Debian's.
mirror() {
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1
}

make_root() {
  local from
  from=$(mirror)
  [ -n "$from" ] || { apt-get -qq update && from=$(mirror); }
  [ -n "$from" ] || skip "apt is not set up for a mirror of Debian"
  echo "Making a root of $release in $root" >&2
  rm -rf --one-file-system "$root"
  debootstrap --variant=minbase "$release" "$root" "$from" >"$root.log" 2>&1 || { tail "$root.log" >&2 && exit 1; }
}

mount_system() {
  mount --rbind /dev "$root/dev"
  mount -t proc proc "$root/proc"
  rm -rf "$root"/tmp/*
}

# Makes the user, with sudo, and what a newcomer has installed by hand.
make_user() {
  in_root apt-get -qq update
  in_root apt-get -qq install --no-install-recommends curl git iproute2 make sudo >/dev/null
  in_root useradd --create-home --shell /bin/bash tester
  echo 'tester ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/tester"
  in_root sh -c "apt-get clean && rm -rf /var/lib/apt/lists/*"
  touch "$root/ready"
}

# Lets apt, pip and npm reach what they reach outside, files apart. pip lists first what has precedence.
share_network() {
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
  apt-config dump | grep -E '^Acquire::https?::' >"$root/etc/apt/apt.conf.d/90host" || true
  { echo "[global]" && .venv/bin/python -m pip config list | sed -nE "s/^[a-z:]+\.([a-z-]+)='(.*)'$/\1 = \2/p" |
    awk '!/^(constraint|find-links)|file:/ && !seen[$1]++'; } >"$root/etc/pip.conf"
  local certificates
  certificates=$(sed -n 's/^cert = //p' "$root/etc/pip.conf")
  [ -z "$certificates" ] || install -m 644 "$certificates" "$root/etc/pip.pem"
  sed -i 's|^cert = .*|cert = /etc/pip.pem|' "$root/etc/pip.conf"
}

# Copies what git knows and what it does not ignore; keeps the virtual environment of the last time.
copy_project() {
  mkdir -p "$root$home"
  find "$root$home" -mindepth 1 -maxdepth 1 ! -name .venv -exec rm -rf {} +
  git -c safe.directory='*' ls-files -coz --exclude-standard |
    tar --create --null --files-from=- --ignore-failed-read 2>/dev/null | tar --extract --directory="$root$home"
  in_root chown -R "$user:$user" "$home"
}

in_root() {
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C DEBIAN_FRONTEND=noninteractive \
    NODE_EXTRA_CA_CERTS=/etc/pip.pem \
    ${http_proxy+"http_proxy=$http_proxy"} ${https_proxy+"https_proxy=$https_proxy"} chroot "$root" "$@"
}

# Runs a stage of this script with the words that follow, in namespaces of its own: all of it ends with it.
run_stage() {
  local stage=$1
  shift
  STAGE=$stage flock "$root.lock" unshare --mount --pid --fork --kill-child "$0" "$release" "$@"
}

check_machine() {
  [ "$(id -u)" = 0 ] || skip "a root of $release is made by root: sudo make $1 RELEASE=$release"
  command -v debootstrap >/dev/null || skip "debootstrap is missing"
  unshare --mount --pid --net --fork true 2>/dev/null || skip "namespaces cannot be made here"
  mkdir -p "$(dirname "$root")"
}
