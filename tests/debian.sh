#!/usr/bin/env bash
# The Debian packages that the tests drive for real; installs what is missing, as root.
set -euo pipefail

packages=(bcftools chromium fonts-dejavu-core iproute2 libreoffice-calc-nogui munge poppler-utils slurm-wlm snpeff tabix)

missing=()
for package in "${packages[@]}"; do
    dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
if ((${#missing[@]})); then
    echo "installing: ${missing[*]}"
    apt-get update -q >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null
fi
