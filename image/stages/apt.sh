# Sourced: apt for Debian 13 arm64, beside this machine's own and from the same mirror. Sets APT (arguments) and SOURCES (a file).
# The mirror is whatever this machine's apt is configured for: no host is named here.
apt_folder="$CACHE/apt"
SOURCES="$apt_folder/sources.list"
suite=trixie
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# apt_mirrors: the addresses of this machine's Debian archive and of its security archive, in that order.
apt_mirrors() {
  apt-get indextargets --format '$(SITE) $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
    awk '$3 ~ /^(bookworm|trixie|forky|sid|stable|testing)$/ && $4 == "main" && !archive { archive = $2 }
         $3 ~ /-security$/ && !security { security = $2 }
         END { if (archive) print archive, (security ? security : "-") }'
}

apt_prepare() {
  mkdir -p "$apt_folder/lists/partial" "$apt_folder/cache/archives/partial"
  touch "$apt_folder/status"
  read -r archive security <<< "$(apt_mirrors)"
  [ -n "${archive:-}" ] || { echo "image: this machine's apt has no Debian archive to take the packages from" >&2; return 1; }
  local options="arch=arm64 signed-by=$keyring"
  {
    for part in "$suite" "$suite-updates" "$suite-backports"; do echo "deb [$options] $archive $part main non-free-firmware"; done
    [ "$security" = - ] || echo "deb [$options] $security $suite-security main non-free-firmware"
  } > "$SOURCES"
  APT=(-o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o "Dir::State=$apt_folder" -o "Dir::State::status=$apt_folder/status"
       -o "Dir::Cache=$apt_folder/cache" -o "Dir::Etc::sourcelist=$SOURCES" -o Dir::Etc::sourceparts=/nonexistent
       -o APT::Sandbox::User=root -o Debug::NoLocking=1 -o Acquire::Languages=none -o Acquire::Retries=2)
}
