set -eu
umask 077
[ -s '/run/secrets/sessions/password' ] || { echo 'no password in /run/secrets/sessions/password' >&2; exit 1; }
hash=$(sha256sum < '/run/secrets/sessions/password' | cut -d ' ' -f 1)
printf 'user default on #%s ~* &* +@all -@admin +info +client +config|get\n' "$hash" > /run/redis/users.acl
exec redis-server /etc/redis/redis.conf
