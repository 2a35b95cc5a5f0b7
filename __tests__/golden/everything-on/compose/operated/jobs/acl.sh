set -eu
umask 077
[ -s '/run/secrets/jobs/password' ] || { echo 'no password in /run/secrets/jobs/password' >&2; exit 1; }
passwords="#$(sha256sum < '/run/secrets/jobs/password' | cut -d ' ' -f 1)"
if [ -f /data/accepted-passwords ]; then
  while IFS= read -r hash; do passwords="$passwords #$hash"; done < /data/accepted-passwords
fi
reload=$(sha256sum < /run/redis/reload-password | cut -d ' ' -f 1)
{
  printf 'user default on %s ~* &* +@all -@admin +info +client +config|get\n' "$passwords"
  printf 'user backup on %s -@all +sync +psync +replconf\n' "$passwords"
  printf 'user replica on %s -@all +psync +replconf +ping\n' "$passwords"
  printf 'user reload on #%s -@all +acl|load\n' "$reload"
} > /run/redis/users.acl.new
mv /run/redis/users.acl.new /run/redis/users.acl
